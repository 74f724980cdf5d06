/** When a house has its drill by itself: once a week, at a minute of its own that it keeps, and in the middle of the day, when nobody is put to bed. */
import { type Duration, hours } from "./duration.ts";

/** From midnight, by the house's clock. */
const FROM_MINUTE = 9 * 60;
const UNTIL_MINUTE = 16 * 60;
/** A new house settles in first. */
const FIRST_AFTER = hours(24);
/** Half a day less than a week: what took some minutes last time does not push the next one to another day. */
const LEAST_APART = hours(6.5 * 24);
/** The chosen minute went by while the hub was off: then as soon as the day allows. */
const MISSED = hours(8 * 24);

export function isDrillDue(
  /** 0 to 1: where in the day. */
  chosen: number,
  now: {
    readonly minuteOfDay: number;
    /** Since the last one, or since the hub first thought of it; in lived time. */
    readonly since: Duration;
    readonly isFirst: boolean;
  },
): boolean {
  const { minuteOfDay, since, isFirst } = now;
  if (minuteOfDay < FROM_MINUTE || minuteOfDay >= UNTIL_MINUTE) return false;
  if (since >= MISSED) return true;
  const minute = FROM_MINUTE + Math.floor(chosen * (UNTIL_MINUTE - FROM_MINUTE));
  return minuteOfDay >= minute && since >= (isFirst ? FIRST_AFTER : LEAST_APART);
}
