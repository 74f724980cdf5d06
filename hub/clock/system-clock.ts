import { setTimeout as wakeAfter } from "node:timers/promises";
import type { Duration } from "../domain/duration.ts";
import type { Clock } from "../ports/clock.ts";

/** `setTimeout` counts in a signed 32-bit number and fires at once beyond it: longer waits are made of pieces. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(wait: Duration, signal?: AbortSignal): Promise<void> {
    const end = performance.now() + wait;
    for (let left: number = wait; left > 0; left = end - performance.now()) {
      try {
        await wakeAfter(Math.min(left, LONGEST_TIMER), undefined, signal === undefined ? {} : { signal });
      } catch (error) {
        // Node wraps the reason in an AbortError of its own; the port promises the reason itself.
        throw signal?.aborted === true ? signal.reason : error;
      }
    }
    signal?.throwIfAborted();
  },
  after(wait: Duration, callback: () => void): () => void {
    const end = performance.now() + wait;
    let timer: NodeJS.Timeout;
    const arm = () => {
      timer = setTimeout(fire, Math.min(LONGEST_TIMER, Math.max(0, end - performance.now())));
    };
    // Node's timers may come up to a millisecond early.
    const fire = () => (performance.now() < end ? arm() : callback());
    arm();
    return () => clearTimeout(timer);
  },
};
