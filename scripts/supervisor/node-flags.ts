/**
 * How Node is told that it shares a small machine. The space for new objects, MiB: V8 would let it grow to 16 in each process
 * and keep it. Collections come oftener and are shorter; figures in docs/performance.md.
 */
export const SMALL_MEMORY: readonly string[] = ["--max-semi-space-size=1"];
