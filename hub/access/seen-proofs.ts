import { PROOF_WINDOW_SECONDS } from "../contract/session-proof.ts";
import type { Clock } from "../ports/clock.ts";

/** More than a house sends in the window; beyond it the oldest are forgotten only when they are void anyway. */
const MOST = 20_000;

/** Remembers each proof for as long as it could be used again, so that none is accepted twice. */
export function makeSeenProofs(clock: Clock): { isNew(id: string): boolean } {
  const until = new Map<string, number>();
  return {
    isNew(id) {
      const now = clock.monotonic();
      // Insertion order is order of age: stop at the first that still counts.
      for (const [old, end] of until) {
        if (end > now) break;
        until.delete(old);
      }
      if (until.has(id) || until.size >= MOST) return false;
      until.set(id, now + 2 * PROOF_WINDOW_SECONDS * 1_000);
      return true;
    },
  };
}
