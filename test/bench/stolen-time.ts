import { readFile } from "node:fs/promises";

/**
 * Share of the processors' time, 0 to 1, that a virtual machine's host gave to others since `watchStolenTime` was called,
 * though somebody here wanted it ("steal" of proc(5), /proc/stat). What a deadline misses meanwhile no program here can help.
 */
export async function watchStolenTime(): Promise<() => Promise<number>> {
  const before = await readTicks();
  return async () => {
    const now = await readTicks();
    return (now.stolen - before.stolen) / Math.max(1, now.all - before.all);
  };
}

/** user nice system idle iowait irq softirq steal; guest time is in user already. */
const FIELDS = 8;
const STEAL = 7;

async function readTicks(): Promise<{ readonly all: number; readonly stolen: number }> {
  const line = (await readFile("/proc/stat", "utf8")).split("\n")[0] ?? "";
  const ticks = line
    .split(/\s+/)
    .slice(1, 1 + FIELDS)
    .map(Number);
  return { all: ticks.reduce((sum, each) => sum + each, 0), stolen: ticks[STEAL] ?? 0 };
}
