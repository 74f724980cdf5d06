/**
 * One process at a time. The lock is a file that names its holder by process id and start time, so that a holder that
 * was killed does not lock its successor out and a recycled process id does not pass for it.
 */
import { open, readFile, unlink } from "node:fs/promises";
import { JournalError } from "./errors.ts";

const STALE_TRIES = 3;
/** Field 22 of /proc/PID/stat, counted behind the command's name; proc(5). */
const START_TIME_FIELD = 19;

/** @throws {JournalError} `journal.in-use` */
export async function holdLock(path: string): Promise<AsyncDisposable> {
  const me = `${process.pid} ${(await startTime(process.pid)) ?? "?"}`;
  for (let tries = 0; tries < STALE_TRIES; tries += 1) {
    if (await create(path, me)) return { [Symbol.asyncDispose]: () => unlink(path) };
    const holder = await readFile(path, "utf8").catch(() => undefined);
    if (holder !== undefined && (await isAlive(holder))) {
      throw new JournalError("journal.in-use", `Process ${holder.split(" ")[0]} already uses this journal`);
    }
    await unlink(path).catch(ignoreMissing);
  }
  throw new JournalError("journal.in-use", "Another process takes this journal again and again");
}

async function create(path: string, content: string): Promise<boolean> {
  try {
    await using file = await open(path, "wx", 0o600);
    await file.writeFile(content);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function isAlive(holder: string): Promise<boolean> {
  const [pid, started] = holder.split(" ");
  // An empty lock is one whose writer died between making and filling it.
  if (pid === undefined || !/^\d+$/.test(pid)) return false;
  return (await startTime(Number(pid))) === started;
}

/** Clock ticks since boot; `undefined` when there is no such process. */
async function startTime(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[START_TIME_FIELD];
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}
