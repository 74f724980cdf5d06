/**
 * Writers whose disk fails, each a process of its own that does the same as the one before: what it will ask of its disk is known from
 * one whose disk was sound, so that the k-th of it can fail.
 */
import { cpSync, readdirSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DiskCall } from "../support/disk-calls.ts";
import { type Ended, type Fault, runOnFailingDisk, runOnSoundDisk } from "../support/failing-disk.ts";
import { loseUnflushed } from "../support/lost-writes.ts";
import { compiledEnv, type Patch, type PatchedCopy } from "../support/patched-copy.ts";
import { type Acknowledged, putFiles, send, takeIn } from "../support/store-post.ts";
import { makeStoreRig } from "../support/store-rig.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { note, type Told, toldNothing } from "../support/told-by-writer.ts";
import { messageOf, type Said } from "./failing-disk-writer.ts";

const WRITER = fileURLToPath(new URL("./failing-disk-writer.ts", import.meta.url));

/** Files that are being written have random names: all that is another here, since strace has to know them. */
export const KNOWN_NAMES: readonly Patch[] = [
  {
    file: "hub/store/durable-file.ts",
    find: 'const TEMPORARY = ".tmp";',
    replace: 'const TEMPORARY = ".tmp";\nlet count = 0;',
  },
  {
    file: "hub/store/durable-file.ts",
    find: "{randomBytes(12).toString(",
    replace: "{(count++).toString(16).toString(",
  },
];

/** From where a writer goes on. */
export interface Start {
  readonly folder: string;
  readonly told: Told;
  /** Numbers of messages. */
  readonly from: number;
  readonly to: number;
}

/** All that it asks of its disk, by paths from the data folder. */
export interface Plan extends Start {
  readonly paths: readonly string[];
  /** Those that change something, in their order. */
  readonly calls: readonly DiskCall[];
}

export interface Lived {
  readonly ended: Ended;
  readonly acknowledged: readonly Acknowledged[];
  readonly said: readonly Said[];
  /** Its disk did fail. */
  readonly wasMet: boolean;
}

export async function startEmpty(dir: string): Promise<Start> {
  const folder = join(dir, "empty");
  await mkdir(folder);
  return { folder, told: toldNothing(), from: 0, to: 1 };
}

/** As a kill left it: a message that its card alone knows of, files that nobody names, one that was being written. */
export async function startKilled(dir: string, messages: number): Promise<Start> {
  await using rig = await makeStoreRig(join(dir, "before"));
  const store = await rig.reopen();
  const folder = join(dir, "killed");
  const told = toldNothing();
  for (const number of [0, 1]) await send(store, messageOf(number), (said) => note(told, said));
  const index = join(rig.dir, "index");
  cpSync(index, join(folder, "index"), { recursive: true });
  await takeIn(store, messageOf(2));
  await putFiles(store, messageOf(3).id);
  cpSync(rig.dir, folder, { recursive: true, filter: (path) => !path.startsWith(index) });
  await writeFile(join(folder, "waiting", "left.tmp"), "half");
  return { folder, told, from: 4, to: 4 + messages };
}

export const dataIn = (dir: string): string => join(dir, "data");

/** In a tenth of the processor time that `cp` of node:fs/promises takes for 256 folders. */
const layOut = (start: Start, dir: string) => cpSync(start.folder, dataIn(dir), { recursive: true });

const programOf = (copy: PatchedCopy, { from, to }: Start, dir: string) => ({
  args: [WRITER, dataIn(dir), copy.path(""), `${from}`, `${to}`],
  env: compiledEnv(copy.path("hub/main.ts")),
});

/** @throws Error for a writer that does not end well on a disk that is sound */
export async function planOf(copy: PatchedCopy, start: Start): Promise<Plan> {
  await using dir = await makeTempDir();
  layOut(start, dir.path);
  const data = dataIn(dir.path);
  const { code, stdout, stderr, calls } = await runOnSoundDisk(data, programOf(copy, start, dir.path));
  if (code !== 0 || stderr !== "") throw new Error(`a writer ended with ${code}\n${stdout}${stderr}`);
  const within = calls.map((call) => ({ ...call, path: call.path.slice(data.length) }));
  const paths = new Set(within.map(({ path }) => path));
  return { ...start, paths: [...paths], calls: within.filter(doesChange) };
}

function doesChange({ name, path, args }: DiskCall, at: number, all: readonly DiskCall[]): boolean {
  if (name === "openat") return /O_WRONLY|O_RDWR|O_CREAT/.test(args);
  // Of 256 folders, and of twelve pieces of nothing, one fails as the others do.
  if (name.startsWith("mkdir")) return !/^\/archive\/..$/.test(path) || path === "/archive/80";
  return path !== "/ballast" || all[at - 1]?.name !== name;
}

/** One writer on a disk that fails; its folder is then as a machine that starts again would find it. */
export async function live(copy: PatchedCopy, plan: Plan, fault: Fault, dir: string): Promise<Lived> {
  layOut(plan, dir);
  const data = dataIn(dir);
  const before = readdirSync(data, { recursive: true, encoding: "utf8" }).map((name) => join(data, name));
  const paths = plan.paths.map((path) => `${data}${path}`);
  const ended = await runOnFailingDisk(paths, fault, programOf(copy, plan, dir));
  await loseUnflushed(ended.calls, new Set(before));
  const lines = ended.stdout.split("\n").filter((line) => line !== "");
  const said = lines.map((line) => JSON.parse(line) as Acknowledged | Said);
  return {
    ended,
    acknowledged: said.filter((one) => !isOfItself(one)),
    said: said.filter(isOfItself),
    wasMet: ended.calls.some(({ injected }) => injected !== undefined),
  };
}

const OF_ITSELF = ["refused", "reads-on", "ended"];
const isOfItself = (one: Acknowledged | Said): one is Said => OF_ITSELF.includes(one.kind);
