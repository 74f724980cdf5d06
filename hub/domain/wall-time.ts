/**
 * Wall time in a time zone, and back: what a clock there shows, and when it shows that. By the rules that the machine knows
 * (`Intl`), so with daylight-saving time, offsets of 30 and 45 minutes and days that a zone left out.
 *
 * A wall time may exist twice (the clock was set back) or not at all (it was set forward):
 *
 *   02:30 exists        once      twice                    not at all: 02:00 became 03:00
 *   "first"             then      the first of the two     the moment at which the clock was set
 *   "last"              then      the second of the two    the same
 *
 * So an order of wall times on one day is an order of moments, but for a gap, which makes one moment of several.
 */

/** What a calendar and a clock show, to the second. */
export interface WallTime {
  readonly year: number;
  /** 1..12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const FURTHEST_MS = 16 * 3_600_000;
/** An area and a place, or `UTC`; never an offset such as `+01:00`, which knows no summer. */
const NAME = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,3}$/;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether this machine knows the rules of an IANA zone of that name. */
export function isTimeZone(name: string): boolean {
  if (!NAME.test(name) || name.length > 64) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false; // RangeError: none of that name
  }
}

/** @param at Unix ms @throws RangeError for a zone that this machine does not know */
export function wallTimeAt(zone: string, at: number): WallTime {
  const shown: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) shown[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = shown;
  return { year, month, day, hour, minute, second };
}

/**
 * @param which of two moments at which the clock shows this
 * @returns Unix ms
 */
export function momentOf(zone: string, wall: WallTime, which: "first" | "last"): number {
  const asUtc = utcOf(wall);
  // Of the moments that it can be, no zone is further from UTC; none sets its clock twice in between.
  const offsets = new Set([offsetAt(zone, asUtc - FURTHEST_MS), offsetAt(zone, asUtc + FURTHEST_MS)]);
  const moments = [...offsets].map((offset) => asUtc - offset).filter((at) => localAt(zone, at) === asUtc);
  if (moments.length > 0) return which === "first" ? Math.min(...moments) : Math.max(...moments);
  return whenItWasSet(zone, asUtc);
}

/** The moment at which the clock went past a time that it never showed. */
function whenItWasSet(zone: string, asUtc: number): number {
  let [before, after] = [asUtc - 2 * FURTHEST_MS, asUtc + 2 * FURTHEST_MS];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (localAt(zone, middle) < asUtc) before = middle;
    else after = middle;
  }
  return after;
}

/** What the clock shows, counted as if it were UTC, ms. */
const localAt = (zone: string, at: number): number => utcOf(wallTimeAt(zone, at)) + (at - floorSecond(at));

const offsetAt = (zone: string, at: number): number => localAt(zone, at) - at;

const floorSecond = (at: number): number => Math.floor(at / 1_000) * 1_000;

const utcOf = ({ year, month, day, hour, minute, second }: WallTime): number =>
  Date.UTC(year, month - 1, day, hour, minute, second);

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(zone, format);
  return format;
}
