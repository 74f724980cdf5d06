/**
 * Loaded into a process (`node --import`), or run alone: on SIGUSR2 it writes how late this process's timers were since the
 * last time, ms. Alone it shows what the machine does to a process that has nothing to do.
 */
import { writeSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

const RESOLUTION_MS = 2;
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delays.enable();

process.on("SIGUSR2", () => {
  const late = (nanoseconds: number) => nanoseconds / 1e6 - RESOLUTION_MS;
  const facts = { worstMs: late(delays.max), p99Ms: late(delays.percentile(99)) };
  delays.reset();
  writeSync(1, `${JSON.stringify({ level: "info", phrase: "loop", facts })}\n`);
});

if (process.argv[1] === import.meta.filename) {
  setInterval(() => {}, 1_000_000);
  writeSync(1, `${JSON.stringify({ ready: true })}\n`);
}
