/**
 * The work that a report pays with: for each round a number so that SHA-256 of "task.round.number" begins with some zero bits.
 * A person waits a moment for it, whoever sends thousands waits thousands of moments (the idea of hashcash).
 */
import { WORK_BITS, WORK_ROUNDS } from "./report-limits.ts";

const utf8 = new TextEncoder();

async function hash(task: string, round: number, number: number): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", utf8.encode(`${task}.${round}.${number}`)));
}

function leadingZeroBits(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? bytes.byteLength * 8 : first * 8 + Math.clz32(bytes[first] ?? 0) - 24;
}

export async function isWorkDone(task: string, work: readonly number[]): Promise<boolean> {
  if (work.length !== WORK_ROUNDS) return false;
  const hashes = await Promise.all(work.map((number, round) => hash(task, round, number)));
  return hashes.every((bytes) => leadingZeroBits(bytes) >= WORK_BITS);
}

/** Hashes asked for at once: the browser answers each on another thread, and one by one most of the time is waiting. */
const AT_ONCE = 64;

/** @param onRound hears how many rounds are done. @throws the signal's reason */
export async function doWork(
  task: string,
  onRound: (done: number) => void = () => {},
  signal?: AbortSignal,
): Promise<number[]> {
  const work: number[] = [];
  for (let round = 0; round < WORK_ROUNDS; round += 1) {
    work.push(await findNumber(task, round, signal));
    onRound(round + 1);
  }
  return work;
}

async function findNumber(task: string, round: number, signal: AbortSignal | undefined): Promise<number> {
  for (let from = 0; ; from += AT_ONCE) {
    signal?.throwIfAborted();
    const hashes = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, more) => hash(task, round, from + more)),
    );
    const found = hashes.findIndex((bytes) => leadingZeroBits(bytes) >= WORK_BITS);
    if (found >= 0) return from + found;
  }
}
