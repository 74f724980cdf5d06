import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";

/**
 * Keeps processes on one processor, all their threads. Where four of them hand a few bytes on to each other, it takes twice as long when the system has put two
 * neighbours on different ones, and it moves them as it likes: two measurements of one and the same thing were up to 1.9 times apart.
 */
export function keepOn(processor: 0 | 1, pids: readonly number[]): void {
  if (availableParallelism() < 2) return;
  for (const pid of pids) execFileSync("taskset", ["-acp", String(processor), String(pid)]);
}
