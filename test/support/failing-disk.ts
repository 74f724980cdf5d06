/**
 * A disk that fails, for a process of its own: Debian's strace answers one call of it in the kernel's place, with an error, and the call is
 * never done.
 *
 * With `-f` strace counts (`when=`) for each thread by itself, for each kind of call by itself, and only what it was told to look at. So
 * the program has one thread for its files (`UV_THREADPOOL_SIZE=1`), and which of its calls come in which order is found out by a first run
 * in which nothing fails. It is to look at the disk's files alone, by their names (`-P`): standard output, what Node loads, and by what its
 * threads wake each other are the same calls. So the program has to have the same names each time.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { type DiskCall, readDiskCalls } from "./disk-calls.ts";
import { makeTempDir } from "./temp-dir.ts";

export interface Fault {
  /** By its name in the kernel, and the how-many-th of one thread. */
  readonly call: Pick<DiskCall, "name" | "nth">;
  readonly error: "EIO" | "ENOSPC" | "EINTR";
  /** All of the kind from then on as well, as on a disk that is gone. */
  readonly isLasting?: boolean;
}

export interface Program {
  /** What `node` is given. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** In the order in which they ended. */
  readonly calls: readonly DiskCall[];
}

/** All that changes files, or opens them; `?` where not every machine has it. */
const CALLS =
  "openat,?mkdir,mkdirat,write,writev,pwrite64,pwritev,fsync,fdatasync,ftruncate,?rename,renameat,?renameat2,?link,linkat,?unlink,unlinkat";

/** `--seccomp-bpf`: what is not looked at goes on at its full speed. */
const STRACE = ["-f", "--seccomp-bpf", "-qq", "-y", "-s", "0"];

async function canTrace(): Promise<boolean> {
  await using dir = await makeTempDir();
  const file = join(dir.path, "file");
  await writeFile(file, "x");
  const inject = ["-e", "trace=openat", "-e", "inject=openat:error=EIO"];
  // Whatever else keeps it from being read is no failing disk.
  const args = [...STRACE, "-o", "/dev/null", "-P", file, ...inject, "cat", file];
  return await promisify(execFile)("strace", args, { env: { PATH: process.env.PATH, LC_ALL: "C" } }).then(
    () => false,
    ({ stderr }: { readonly stderr?: string }) => stderr?.includes("Input/output error") === true,
  );
}

/** Whether these tests run here. Where every test must run (`.ci/run` says so by `CI`) it is an error, not a test left out. */
export const hasFailingDisk = await canTrace();
if (!hasFailingDisk && process.env.CI)
  throw new Error(
    "what a disk that fails does cannot be tested here: strace is not there, or may not trace a process of its own",
  );

/** @param paths files and folders on the disk, there or not yet */
export function runOnFailingDisk(
  paths: readonly string[],
  { call, error, isLasting }: Fault,
  program: Program,
): Promise<Ended> {
  const when = `${call.nth}${isLasting === true ? "+" : ""}`;
  const inject = ["-e", `inject=${call.name}:error=${error}:when=${when}`];
  return run([...paths.flatMap((path) => ["-P", path]), ...inject], program);
}

/** The same while nothing fails. @param dir where all of its disk is */
export async function runOnSoundDisk(dir: string, program: Program): Promise<Ended> {
  const ended = await run([], program);
  const calls = ended.calls.filter(({ path }) => path === dir || path.startsWith(`${dir}/`));
  return { ...ended, calls: numbered(calls) };
}

/** As strace counts when it looks at these alone. */
function numbered(calls: readonly DiskCall[]): DiskCall[] {
  const counts = new Map<string, number>();
  return calls.map((call) => {
    const counted = `${call.thread} ${call.name}`;
    const nth = (counts.get(counted) ?? 0) + 1;
    counts.set(counted, nth);
    return { ...call, nth };
  });
}

async function run(options: readonly string[], program: Program): Promise<Ended> {
  await using dir = await makeTempDir();
  const log = join(dir.path, "log");
  const args = [...STRACE, "-o", log, "-e", `trace=${CALLS}`, ...options, process.execPath, ...program.args];
  const child = spawn("strace", args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, UV_THREADPOOL_SIZE: "1", ...program.env },
  });
  // strace ends as its process did, by the same signal.
  const [[code, signal], stdout, stderr] = await Promise.all([
    once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, signal, stdout, stderr, calls: readDiskCalls(await readFile(log, "utf8")) };
}
