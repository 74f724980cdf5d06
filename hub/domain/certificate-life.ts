/**
 * When a certificate is renewed, how long to rest after a try that failed, and when guardians are told.
 *
 *   issued                                        2/3: due        3/4: told    11/12: told again    over
 *   |---------------------------------------------|-|-------------|-------------|--------------------|
 *                                     a little before, by chance: not everybody at once
 */
import { type Duration, hours, minutes, ms } from "./duration.ts";

/** Of an issued certificate. */
export interface Life {
  /** Unix ms. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** 0..1, drawn when it was issued. */
  readonly spread: number;
}

const DUE = 1 / 3;
/** So much of a life earlier, at most. */
const SPREAD = 1 / 20;
const TELL = [1 / 4, 1 / 12, 0];
/** Tries in a row that have to fail before guardians hear of it: what passes by itself does not wake them. */
const TELL_AFTER = 3;
/** For the very first one there is no life to measure by: half a day of tries. */
const TELL_FIRST_AFTER = 7;
/** A clock may be so far behind the authority's, which dates back by an hour itself. */
const SLACK = hours(1);

const FIRST_REST = minutes(5);
const LONGEST_REST = hours(12);
/** What an authority may ask for: Let's Encrypt's longest window is a week. */
const LONGEST_ASKED = hours(8 * 24);
/** Whatever the clock says of the new one: nobody orders twice a day. */
export const REST_AFTER_ISSUE = hours(24);

export type Standing =
  | "none"
  | "not-yet" // from the future: the clock is behind, and what it says of this is worth nothing
  | "good"
  | "due"
  | "over";

export function standingOf(life: Life | null, now: number): Standing {
  if (life === null) return "none";
  if (now < life.notBefore - SLACK) return "not-yet";
  if (now >= life.notAfter) return "over";
  return now >= renewAt(life) ? "due" : "good";
}

/** Unix ms. */
export function renewAt({ notBefore, notAfter, spread }: Life): number {
  return notAfter - (notAfter - notBefore) * (DUE + SPREAD * spread);
}

/** @returns how many times guardians should have been told by now, 0..3 */
export function tellingsDue(life: Life | null, failures: number, now: number): number {
  if (life === null) return failures >= TELL_FIRST_AFTER ? 1 : 0;
  if (failures < TELL_AFTER || now < life.notBefore) return 0;
  const left = (life.notAfter - now) / (life.notAfter - life.notBefore);
  return TELL.filter((part) => left <= part).length;
}

/** @param failures in a row, 1 or more @param asked what the authority asked for @param random 0..1 */
export function restAfter(failures: number, asked: Duration, random: number): Duration {
  const own = Math.min(LONGEST_REST, FIRST_REST * 2 ** Math.min(failures - 1, 20)) * (0.75 + random / 2);
  return ms(Math.max(own, Math.min(asked, LONGEST_ASKED)));
}

/** What is left of a rest after a start. A clock that was set makes it no longer than it was. */
export function restLeft(
  rest: { readonly since: number; readonly wait: number } | null,
  now: number,
): Duration {
  return ms(rest === null ? 0 : Math.min(rest.wait, Math.max(0, rest.since + rest.wait - now)));
}
