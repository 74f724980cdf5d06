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

const LOCALE = "en-US";
const QUARTER_MS = 900_000;
/** Quarters that are kept: of a child's night, and those around it, a dozen are asked for. */
const MOST_KNOWN = 500;

const formats = new Map<string, Intl.DateTimeFormat>();
/** By quarter of an hour since 1970, and zone: what a format shows takes a hundred times as long, and a hub asks a dozen times for one message. */
const knownOffsets = new Map<string, number>();

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

/** The zone of this machine. In the words of the one locale that is asked for all else: the tables of a second would take 30 ms of a start. */
export const zoneHere = (): string => new Intl.DateTimeFormat(LOCALE).resolvedOptions().timeZone;

/** @param at Unix ms @throws RangeError for a zone that this machine does not know */
export function wallTimeAt(zone: string, at: number): WallTime {
  const local = new Date(localAt(zone, at));
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
  };
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
const localAt = (zone: string, at: number): number => at + offsetAt(zone, at);

/** How far a clock there is ahead of UTC, ms. No zone sets it and sets it back within a quarter of an hour. */
function offsetAt(zone: string, at: number): number {
  const quarter = Math.floor(at / QUARTER_MS);
  const key = `${quarter} ${zone}`;
  const known = knownOffsets.get(key);
  if (known !== undefined) return known;
  const first = shownOffset(zone, quarter * QUARTER_MS);
  if (first !== shownOffset(zone, (quarter + 1) * QUARTER_MS - 1)) return shownOffset(zone, at);
  if (knownOffsets.size >= MOST_KNOWN) knownOffsets.clear();
  knownOffsets.set(key, first);
  return first;
}

function shownOffset(zone: string, at: number): number {
  const parts = formatOf(zone).formatToParts(at);
  // Its parts have the names of ours, and literals beside them.
  const shown = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  return utcOf(shown as unknown as WallTime) - Math.floor(at / 1_000) * 1_000;
}

const utcOf = ({ year, month, day, hour, minute, second }: WallTime): number =>
  Date.UTC(year, month - 1, day, hour, minute, second);

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(LOCALE, {
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
