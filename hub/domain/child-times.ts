/**
 * A child's day and night, in the child's own time zone: when it is quiet, when the child wakes up and goes to bed.
 *
 *      the evening before                    the morning after
 *   ───────┬─────────┬───────────── 00:00 ───────────┬────────┬──────▶
 *       bedtime    quietFrom                       quietTo   wakeUp
 *
 * A night begins on one day and ends on the next. Those that begin on a Friday or Saturday are `free`, the others `school` nights: who
 * sleeps longer on Sunday went to bed later on Saturday. Morning times are the last of two where the clock shows them twice, evening times
 * the first (`wall-time.ts`), so quiet hours are never cut short by a clock that is set.
 */
import { momentOf, wallTimeAt } from "./wall-time.ts";

export interface NightTimes {
  /** `HH:MM`, from 12:00; before `quietFrom`, where quiet hours are kept. */
  readonly bedtime: string;
  readonly quietFrom: string;
  /** `HH:MM`, before 12:00. */
  readonly quietTo: string;
  /** Not before `quietTo`, where quiet hours are kept. */
  readonly wakeUp: string;
}

export interface ChildTimes {
  /** IANA name. */
  readonly zone: string;
  /** Whether quiet hours are kept; wake-up and bedtime are there in any case. */
  readonly isQuiet: boolean;
  readonly school: NightTimes;
  readonly free: NightTimes;
}

export type DayMoment = "wake-up" | "bedtime";

/** From when to when, Unix ms; the end is not part of it. */
export interface Night {
  readonly from: number;
  readonly to: number;
}

/** What is proposed for a child nobody chose anything for. Quiet hours are off then: who tries a toy in the evening wants to hear it. */
export const USUAL_NIGHT: NightTimes = {
  bedtime: "19:00",
  quietFrom: "19:30",
  quietTo: "06:30",
  wakeUp: "07:00",
};
export const usualTimes = (zone: string): ChildTimes => ({
  zone,
  isQuiet: false,
  school: USUAL_NIGHT,
  free: USUAL_NIGHT,
});

/** What can be wrong with what somebody wrote. */
export type NightTrouble = "no-time" | "not-evening" | "not-morning" | "bedtime-late" | "wake-up-early";

/**
 * Evenings are evenings and mornings mornings, and where quiet hours are kept neither bedtime nor wake-up falls into them. Text of
 * this form sorts as time does.
 */
export function nightTrouble(
  { bedtime, quietFrom, quietTo, wakeUp }: NightTimes,
  isQuiet: boolean,
): NightTrouble | undefined {
  if (![bedtime, quietFrom, quietTo, wakeUp].every((text) => CLOCK.test(text))) return "no-time";
  if (bedtime < NOON || quietFrom < NOON) return "not-evening";
  if (quietTo >= NOON || wakeUp >= NOON) return "not-morning";
  if (isQuiet && bedtime >= quietFrom) return "bedtime-late";
  return isQuiet && wakeUp < quietTo ? "wake-up-early" : undefined;
}

const NOON = "12:00";

/** `HH:MM` */
export const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 86_400_000;
/** 0 is Sunday. */
const FRIDAY = 5;
const SATURDAY = 6;

/** A calendar day, `YYYY-MM-DD`. */
export const isDay = (text: string): boolean => DAY.test(text) && dayText(dayNumber(text)) === text;

/** The calendar day that it is for the child. */
export function dayAt({ zone }: Pick<ChildTimes, "zone">, at: number): string {
  const { year, month, day } = wallTimeAt(zone, at);
  return dayText(Date.UTC(year, month - 1, day) / DAY_MS);
}

/** When the child wakes up, or goes to bed, on a calendar day. Unix ms. */
export const momentOn = (times: ChildTimes, moment: DayMoment, day: string): number =>
  moment === "wake-up"
    ? morningOf(times, dayNumber(day), "wakeUp")
    : eveningOf(times, dayNumber(day), "bedtime");

/** The first wake-up, or bedtime, after a moment. */
export function nextMoment(
  times: ChildTimes,
  moment: DayMoment,
  after: number,
): { readonly day: string; readonly at: number } {
  // Yesterday too: at the date line, or after a day that was left out, the day's name is no guide.
  for (let day = dayNumber(dayAt(times, after)) - 1; ; day++) {
    const at = momentOn(times, moment, dayText(day));
    if (at > after) return { day: dayText(day), at };
  }
}

/** The quiet hours that it is in; `undefined` when it is not quiet. */
export function nightAt(times: ChildTimes, at: number): Night | undefined {
  return times.isQuiet ? nightsAround(times, at).find(({ from, to }) => from <= at && at < to) : undefined;
}

/** When quiet hours next begin or end; `undefined` when there are none. */
export function nextQuietChange(times: ChildTimes, after: number): number | undefined {
  if (!times.isQuiet) return undefined;
  const changes = nightsAround(times, after).flatMap(({ from, to }) => [from, to]);
  return changes.filter((at) => at > after).sort((one, other) => one - other)[0];
}

/** The nights of two days before and two after, without those that a left-out day made nothing of. */
function nightsAround(times: ChildTimes, at: number): readonly Night[] {
  const today = dayNumber(dayAt(times, at));
  return [-2, -1, 0, 1, 2].map((days) => nightOf(times, today + days)).filter(({ from, to }) => from < to);
}

/** The night that begins on a day. */
const nightOf = (times: ChildTimes, day: number): Night => ({
  from: eveningOf(times, day, "quietFrom"),
  to: morningOf(times, day + 1, "quietTo"),
});

const eveningOf = (times: ChildTimes, day: number, which: "bedtime" | "quietFrom"): number =>
  clockOn(times, day, nightsFrom(times, day)[which], "first");

/** A morning belongs to the night that began the day before. */
const morningOf = (times: ChildTimes, day: number, which: "quietTo" | "wakeUp"): number =>
  clockOn(times, day, nightsFrom(times, day - 1)[which], "last");

function nightsFrom({ school, free }: ChildTimes, day: number): NightTimes {
  const weekday = new Date(day * DAY_MS).getUTCDay();
  return weekday === FRIDAY || weekday === SATURDAY ? free : school;
}

function clockOn({ zone }: ChildTimes, day: number, clock: string, which: "first" | "last"): number {
  const date = new Date(day * DAY_MS);
  const wall = {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: Number(clock.slice(0, 2)),
    minute: Number(clock.slice(3)),
    second: 0,
  };
  return momentOf(zone, wall, which);
}

/** Days since 1970, whatever the zone: a calendar's own count. */
function dayNumber(text: string): number {
  const [, year, month, day] = DAY.exec(text) ?? [];
  return Date.UTC(Number(year), Number(month) - 1, Number(day)) / DAY_MS;
}

const dayText = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10);
