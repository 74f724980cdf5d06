/**
 * For how long nobody used something, in days on which the hub was there. However far time has come since the last look, it is one
 * day more at most: a season in which the hub was off is no reason to let go of anything, and neither is a clock that jumped, as
 * far as lived time believed it.
 */
import { type Duration, hours } from "./duration.ts";

export interface Idle {
  readonly days: number;
  /** Lived time when it was counted last, ms. */
  readonly countedAt: number;
}

const DAY: Duration = hours(24);

/** @param now lived time. @returns the same object while the day is not over */
export function countIdle(before: Idle | undefined, now: number): Idle {
  if (before === undefined) return { days: 0, countedAt: now };
  return now - before.countedAt < DAY ? before : { days: before.days + 1, countedAt: now };
}
