import type { Clock } from "../../hub/ports/clock.ts";

/** A clock on which whoever sleeps is woken at once, when so much has passed for everybody: for a loop that has it to itself. */
export function makeHurriedClock(wallStart: number): Clock {
  let time = 0;
  return {
    now: () => wallStart + time,
    monotonic: () => time,
    async sleep(wait, signal) {
      signal?.throwIfAborted();
      time += wait;
    },
    after() {
      throw new Error("nobody is called back on this clock");
    },
  };
}
