import type { FollowTimer } from "./follow.ts";

/** The browser's clock and its reasons to hope. */
export const browserTimer: FollowTimer = {
  random: Math.random,

  pause(ms, signal) {
    return new Promise((resolve, reject) => {
      const listening = new AbortController();
      const end = (settle: () => void) => {
        clearTimeout(timer);
        listening.abort();
        settle();
      };
      const timer = setTimeout(() => end(resolve), ms);
      const options = { signal: listening.signal };
      addEventListener("online", () => end(resolve), options);
      document.addEventListener(
        "visibilitychange",
        () => {
          if (document.visibilityState === "visible") end(resolve);
        },
        options,
      );
      if (signal.aborted) end(() => reject(signal.reason));
      else signal.addEventListener("abort", () => end(() => reject(signal.reason)), options);
    });
  },

  watchdog(ms, bark) {
    let timer = setTimeout(bark, ms);
    return {
      feed() {
        clearTimeout(timer);
        timer = setTimeout(bark, ms);
      },
      end: () => clearTimeout(timer),
    };
  },
};
