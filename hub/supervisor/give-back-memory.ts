/**
 * Gives back what loading a program left behind: V8 keeps that for a growth which a process that mostly waits never sees. Takes a tenth of a
 * second, so once, and where nobody waits. Nothing happens where Node was not started for it (scripts/supervisor/node-flags.ts).
 */
export function giveBackMemory(): void {
  globalThis.gc?.({ type: "major", execution: "sync", flavor: "last-resort" });
}
