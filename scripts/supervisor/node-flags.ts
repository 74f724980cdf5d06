/**
 * How Node is told that it shares a small machine; figures in docs/performance.md.
 *
 * - The space for new objects, MiB: V8 would let it grow to 16 in each process and keep it. With 1 a start, which makes many that
 *   stay, is a tenth of a second longer.
 * - One helper thread for compiling and collecting instead of four: there are as many processes as a Raspberry Pi has cores.
 * - No Maglev: what is hot is compiled twice with it, and both results are kept. TurboFan still compiles what stays hot.
 * - A collection by hand, once: hub/supervisor/give-back-memory.ts.
 */
export const SMALL_MEMORY: readonly string[] = [
  "--max-semi-space-size=4",
  "--v8-pool-size=1",
  "--no-maglev",
  "--expose-gc",
];
