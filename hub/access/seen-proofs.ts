import { PROOF_WINDOW_SECONDS } from "../contract/session-proof.ts";
import type { Clock } from "../ports/clock.ts";

export interface SeenProofs {
  /** @returns whether this id is used for the first time; it counts as used from now on */
  isNew(id: string): boolean;
}

/**
 * Remembers each proof for as long as it could be used again, so that none is accepted twice.
 * @param most ids remembered; when all of them still count, nothing is new any more
 */
export function makeSeenProofs(clock: Clock, most: number): SeenProofs {
  const until = new Map<string, number>();
  return {
    isNew(id) {
      const now = clock.monotonic();
      // Insertion order is order of age: stop at the first that still counts.
      for (const [old, end] of until) {
        if (end > now) break;
        until.delete(old);
      }
      if (until.has(id) || until.size >= most) return false;
      until.set(id, now + 2 * PROOF_WINDOW_SECONDS * 1_000);
      return true;
    },
  };
}
