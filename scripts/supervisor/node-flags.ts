/**
 * How Node is told that it shares a small machine; figures in docs/performance.md.
 *
 * - The space for new objects, MiB: V8 would let it grow to 16 in each process and keep it. Collections come oftener and are
 *   shorter.
 * - One helper thread for compiling and collecting instead of four: there are as many processes as a Raspberry Pi has cores.
 * - No Maglev: what is hot is compiled twice with it, and both results are kept. TurboFan still compiles what stays hot.
 * - A collection by hand, once: hub/supervisor/give-back-memory.ts.
 */
export const SMALL_MEMORY: readonly string[] = [
  "--max-semi-space-size=1",
  "--v8-pool-size=1",
  "--no-maglev",
  "--expose-gc",
];
