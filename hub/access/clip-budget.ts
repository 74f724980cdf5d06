import { minutes, seconds } from "../domain/duration.ts";
import { AccessRefused } from "../ports/access.ts";
import type { ClipBudget } from "../ports/clip-budget.ts";
import type { Clock } from "../ports/clock.ts";

/** At once: as many in a row as every guardian is told of. Then one in the time that a short one takes to hear. */
const AT_ONCE = 60;
const ONE_EVERY = seconds(5);
const OPEN_FOR = minutes(5);

/** By device, not by session: a relative's device may begin sessions as it likes. On the clock that nobody sets. */
export function makeClipBudget(clock: Clock): ClipBudget {
  /** When all that a device took would be made up for; what lies in the past is forgotten. */
  const evenAt = new Map<string, number>();
  const openUntil = new Map<string, number>();
  const forgetOld = (now: number) => {
    for (const times of [evenAt, openUntil]) for (const [key, at] of times) if (at <= now) times.delete(key);
  };
  return {
    take({ device }) {
      const now = clock.monotonic();
      forgetOld(now);
      if (openUntil.has(device)) return;
      const even = (evenAt.get(device) ?? now) + ONE_EVERY;
      const waitMs = even - now - AT_ONCE * ONE_EVERY;
      if (waitMs > 0)
        throw new AccessRefused("session.too-many-clips", "more than a person listens to", {
          retryAfter: Math.ceil(waitMs / 1_000),
        });
      evenAt.set(device, even);
    },
    open({ device }) {
      const now = clock.monotonic();
      forgetOld(now);
      openUntil.set(device, now + OPEN_FOR);
    },
  };
}
