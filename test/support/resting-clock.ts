import type { Clock } from "../../hub/ports/clock.ts";

/** A clock for a loop that works and sleeps: it tells when all that was to be done is done. */
export interface RestingClock extends Clock {
  /** Until somebody sleeps. @throws Error where nobody does within 20 s of the machine's own time */
  settle(): Promise<void>;
}

/** @param clock which nobody waits for but by the one that is returned */
export function makeRestingClock(clock: Clock): RestingClock {
  let asleep = 0;
  return {
    ...clock,
    async sleep(wait, signal) {
      asleep += 1;
      await clock.sleep(wait, signal).finally(() => {
        asleep -= 1;
      });
    },
    async settle() {
      const end = performance.now() + 20_000;
      while (performance.now() < end) {
        await new Promise((soon) => setImmediate(soon));
        if (asleep > 0) return;
      }
      throw new Error("it does not come to rest");
    },
  };
}
