import { seconds } from "../domain/duration.ts";
import type { Clock } from "../ports/clock.ts";

/**
 * Gives back what loading a program left behind: V8 keeps that for a growth which a process that mostly waits never sees. Takes a tenth of a
 * second, so once, and where nobody waits. Nothing happens where Node was not started for it (scripts/supervisor/node-flags.ts).
 */
export function giveBackMemory(): void {
  globalThis.gc?.({ type: "major", execution: "sync", flavor: "last-resort" });
}

/** What a start puts off until it serves is done by then, and whatever starts beside it has the processor no more. */
const STARTED = seconds(20);

/** The same when the start is over, unless the process has ended by then. */
export const giveBackMemoryLater = (clock: Clock): Disposable => ({
  [Symbol.dispose]: clock.after(STARTED, giveBackMemory),
});
