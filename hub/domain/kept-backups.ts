/** Which backups stay: one of each of the last 14 days, then one a month, for as long as something of it may be kept at all. */
import { type Duration, hours } from "./duration.ts";

const DAY = hours(24);
const DAYS = 14;
const MONTH_DAYS = 30;
const MOST_MONTHS = 12;

export interface DatedBackup {
  readonly counter: number;
  /** Lived time, ms. */
  readonly lived: number;
}

/**
 * How old a monthly backup may grow: as old as the shortest time of keeping, and 30 days.
 * @param keepTimes of every child; `undefined` for ever
 */
export function longestKept(keepTimes: readonly (Duration | undefined)[]): Duration {
  const ever = hours(24 * MONTH_DAYS * MOST_MONTHS);
  return hours(24 * MONTH_DAYS + Math.min(ever, ...keepTimes.map((time) => time ?? ever)) / hours(1));
}

/**
 * Ages are lived time: no clock that is set lets a backup go.
 * @returns the counters of those that stay; the newest always does
 */
export function keptBackups(
  backups: readonly DatedBackup[],
  now: number,
  longest: Duration,
): ReadonlySet<number> {
  const newestFirst = backups.toSorted((one, other) => other.counter - one.counter);
  const kept = new Set<number>();
  const [newest] = newestFirst;
  if (newest !== undefined) kept.add(newest.counter);
  const days = new Set<number>();
  const months = new Map<number, number>();
  for (const { counter, lived } of newestFirst) {
    const age = now - lived;
    if (age < DAYS * DAY) {
      const day = Math.floor(lived / DAY);
      if (!days.has(day)) kept.add(counter);
      days.add(day);
    } else if (age < longest) {
      // The first of a month stays until it goes: which one it is never changes.
      months.set(Math.floor(lived / (MONTH_DAYS * DAY)), counter);
    }
  }
  for (const counter of months.values()) kept.add(counter);
  return kept;
}
