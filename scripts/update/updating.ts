/**
 * From a signed release and its build, which lie in a folder, to that version running, or to the one before it running on. Whatever ends it on the
 * way leaves one whole version running, at the latest when `settle.ts` has been there.
 */
import { constants } from "node:fs";
import { mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Duration, minutes, seconds } from "../../hub/domain/duration.ts";
import { isUpdateTime } from "../../hub/domain/update-time.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import { MAX_SIGNED_BYTES, type ProjectKeys } from "../../hub/project-signature/signed-file.ts";
import { ReleaseRefused } from "../../hub/updates/errors.ts";
import { type Build, checkBuild, RELEASE_FILE, readRelease } from "../../hub/updates/release.ts";
import type { Machine } from "./machine.ts";
import { settle } from "./settle.ts";
import type { StoreCopy } from "./store-copy.ts";
import { type Tried, tryVersion } from "./try-version.ts";
import { unpackBuild } from "./unpack-build.ts";
import type { VersionFolders } from "./version-folders.ts";

/** A message takes a minute to a toy, and a child may answer. */
const IDLE_WITHIN: Duration = minutes(10);
const LOOK_AGAIN: Duration = seconds(5);
/** `<prefix>/versions/<this>` is swept with what was half laid down. */
const ARRIVING = "build.partial";

type UpdateStep = "reading" | "copying" | "unpacking" | "waiting" | "trying";

export interface Updating {
  readonly prefix: string;
  /** With the release's file, and its build under the name that it says. Whoever wrote there is not believed. */
  readonly from: string;
  readonly keys: ProjectKeys;
  /** Of this machine; `undefined` for one that no release has a build for. */
  readonly machineName: Build["machine"] | undefined;
  /** Whatever the hour, and also what was turned back from before: a person said so. */
  readonly isNow: boolean;
  /** IANA, of the house. */
  readonly zone: string;
  readonly folders: VersionFolders;
  readonly copy: StoreCopy;
  readonly machine: Machine;
  readonly clock: Clock;
  readonly say: (step: UpdateStep, version?: string) => void;
  readonly step?: (name: string) => void;
}

export type Updated = Tried & { readonly version: string; readonly before: string };

/** @throws ReleaseRefused, ProjectFileRefused; then what ran goes on */
export async function update(updating: Updating): Promise<Updated> {
  const { prefix, from, folders, machine, clock, say, step = () => undefined } = updating;
  await settle(updating);
  say("reading");
  const [note, before] = [await folders.note(), await folders.current()];
  const { release, build } = readRelease(
    await readSmall(join(from, RELEASE_FILE)),
    updating.keys,
    { version: before, machine: updating.machineName ?? "", counter: note.counter },
    clock.now(),
  );
  const { version, counter } = release;
  if (!updating.isNow && note.refused.includes(version))
    throw new ReleaseRefused("update.did-not-start", `${version} was tried, and did not start well`);
  assertTime(updating);
  const arriving = join(prefix, "versions", ARRIVING);
  if (!(await folders.all()).includes(version)) {
    say("copying", version);
    await takeBuild(join(from, build.file), arriving, build);
    step("unpack");
    say("unpacking", version);
    await folders.lay(version, (folder) => unpackBuild(arriving, folder));
    await rm(arriving);
  }
  await assertIsThat(join(prefix, "versions", version), version);
  await machine.prepare(join(prefix, "versions", version));
  say("waiting", version);
  await untilIdle(updating);
  assertTime(updating);
  say("trying", version);
  return { ...(await tryVersion(updating, version, counter)), version, before };
}

function assertTime({ isNow, clock, zone }: Updating): void {
  if (!isNow && !isUpdateTime(clock.now(), zone))
    throw new ReleaseRefused("update.not-now", "it is done between 8 and 18 o'clock");
}

/** Copied first, and judged as it is copied: whoever can write there may go on writing. */
async function takeBuild(path: string, to: string, build: Build): Promise<void> {
  const check = checkBuild(build);
  await using source = await openPlain(path);
  await mkdir(join(to, ".."), { recursive: true });
  await rm(to, { force: true, recursive: true });
  await using target = await open(to, "wx", 0o600);
  for await (const piece of source.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
    check.take(piece);
    await target.writeFile(piece);
  }
  check.end();
}

async function readSmall(path: string): Promise<Uint8Array> {
  await using file = await openPlain(path);
  const bytes = Buffer.alloc(MAX_SIGNED_BYTES + 1); // one more is too long, and so no signed file
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(bytes, length, bytes.byteLength - length);
    length += bytesRead;
    if (bytesRead === 0) return bytes.subarray(0, length);
  }
}

/** A file, and no link, pipe or device: nobody has us wait or look elsewhere. */
async function openPlain(path: string) {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (cause: unknown) => {
      throw new ReleaseRefused("update.no-file", `${path} cannot be read`, { cause });
    },
  );
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new ReleaseRefused("update.no-file", `${path} is no file`);
}

/** What was signed as one version and says that it is another would be taken for an update of itself, again and again. */
async function assertIsThat(folder: string, version: string): Promise<void> {
  const text = await readFile(join(folder, "package.json"), "utf8").catch(() => "{}");
  const { version: said } = JSON.parse(text) as { readonly version?: unknown };
  if (said === version) return;
  await rm(folder, { recursive: true });
  throw new ReleaseRefused("update.wrong-build", `it says that it is ${String(said)}`);
}

async function untilIdle({ machine, clock }: Updating): Promise<void> {
  for (const end = clock.monotonic() + IDLE_WITHIN; await machine.isBusy(); await clock.sleep(LOOK_AGAIN))
    if (clock.monotonic() >= end)
      throw new ReleaseRefused("update.busy", "something is on its way to a toy, or from one");
}
