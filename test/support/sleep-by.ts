import type { Clock } from "../../hub/ports/clock.ts";

/** The sleep of a clock that can call back. */
export const sleepBy =
  (after: Clock["after"]): Clock["sleep"] =>
  (wait, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const giveUp = () => {
        takeBack();
        reject(signal?.reason);
      };
      const takeBack = after(wait, () => {
        signal?.removeEventListener("abort", giveUp);
        resolve();
      });
      signal?.addEventListener("abort", giveUp, { once: true });
    });
