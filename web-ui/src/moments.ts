/** Times and lengths as people say them, in the viewer's own zone and language. */
import { dayAt } from "../../hub/domain/child-times.ts";
import { wallTimeAt } from "../../hub/domain/wall-time.ts";
import { spokenLocale, words } from "./words.ts";

const CLOCK: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };

const formats = new Map<string, Intl.DateTimeFormat>();

/** Made once for each form: thousands of lines are written with a few of them, and each takes longer to make than to use. */
function dateFormat(locale: string, form: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(form)}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, form);
  formats.set(key, known);
  return known;
}

/** "19:42" today, "Mon 19:42" within a week, "3 Mar" before that. */
export const sayMoment = (iso: string, now: number, locale = spokenLocale()): string =>
  momentIn(undefined, iso, now, locale);

/** The same by the days and clocks of where the child is, and so is what is to come; {@link inPlace} says which place. */
export const sayMomentThere = (
  iso: string,
  now: number,
  zone: string | undefined,
  locale = spokenLocale(),
): string => inPlace(momentIn(zone, iso, now, locale), iso, zone);

function momentIn(zone: string | undefined, iso: string, now: number, locale: string): string {
  const at = Date.parse(iso);
  const days = daysBetween(at, now, zone);
  const say = (form: Intl.DateTimeFormatOptions) =>
    dateFormat(locale, { ...form, ...inZone(zone) }).format(at);
  if (days === 0) return say(CLOCK);
  if (days > 0 && days < 7) return say({ weekday: "short", ...CLOCK });
  // "3. Dez." often ends a sentence, which has a full stop of its own.
  return say({ day: "numeric", month: "short" }).replace(/\.$/, "");
}

/**
 * Where a clock of that zone shows another time than one here, the time is said with its place: "19:42 in Tokyo".
 * @param said the moment, in that zone
 */
export function inPlace(said: string, iso: string, zone: string | undefined): string {
  if (zone === undefined || zone === ownZone()) return said;
  const at = Date.parse(iso);
  const [there, here] = [zone, ownZone()].map((one) => JSON.stringify(wallTimeAt(one, at)));
  return there === here ? said : words.times.there(said, placeOf(zone));
}

/** "Buenos Aires" of "America/Argentina/Buenos_Aires". */
export const placeOf = (zone: string): string => (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");

const AGO: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** "5 minutes ago", "now" within the first one. */
export function sayAgo(at: number, now: number, locale = spokenLocale()): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const past = Math.max(0, now - at);
  const [unit, length] = AGO.find(([, least]) => past >= least) ?? ["second", Number.POSITIVE_INFINITY];
  return format.format(-Math.floor(past / length) || 0, unit);
}

/**
 * A moment that is still to come, in the child's zone: "07:00", "tomorrow 07:00", "Mon 07:00"; "Mon, 3 Mar, 07:00" from a week on.
 * @param zone IANA; the viewer's own where it is left out
 */
export function sayComing(iso: string, now: number, zone = ownZone(), locale = spokenLocale()): string {
  const at = Date.parse(iso);
  const say = (form: Intl.DateTimeFormatOptions) =>
    dateFormat(locale, { timeZone: zone, ...form }).format(at);
  const days = (Date.parse(dayAt({ zone }, at)) - Date.parse(dayAt({ zone }, now))) / 86_400_000;
  if (days <= 0) return say({ timeStyle: "short" });
  if (days === 1) return words.times.tomorrow(say({ timeStyle: "short" }));
  const day = days < 7 ? {} : ({ day: "numeric", month: "short" } as const);
  return say({ weekday: "short", ...day, ...CLOCK });
}

export const ownZone = (): string => dateFormat("en", {}).resolvedOptions().timeZone;

/** "19:42" @param zone IANA; the viewer's own where it is left out, as in the next two */
export const sayClock = (at: number, zone?: string, locale = spokenLocale()): string =>
  dateFormat(locale, { ...CLOCK, ...inZone(zone) }).format(at);

/** "Monday, 3 March", with the year where it is another one. */
export const sayDay = (at: number, now: number, zone?: string, locale = spokenLocale()): string =>
  dateFormat(locale, {
    ...inZone(zone),
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(yearAt(at, zone) === yearAt(now, zone) ? {} : { year: "numeric" }),
  }).format(at);

/** How many midnights lie between. */
export const daysBetween = (at: number, now: number, zone?: string): number =>
  zone === undefined
    ? Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000)
    : (Date.parse(dayAt({ zone }, now)) - Date.parse(dayAt({ zone }, at))) / 86_400_000;

const inZone = (timeZone: string | undefined) => (timeZone === undefined ? {} : { timeZone });

const yearAt = (at: number, zone: string | undefined): number =>
  zone === undefined ? new Date(at).getFullYear() : wallTimeAt(zone, at).year;

/** "3 March 2027", for what stays on paper. */
export const sayDate = (iso: string, locale = spokenLocale()): string =>
  dateFormat(locale, { dateStyle: "long" }).format(new Date(iso));

/** "0:23" */
export function sayLength(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** "23 seconds", for who listens to the page. */
export function spellLength(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  return words.seconds(seconds);
}

function startOfDay(at: number): number {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
}

/** When somebody was last here. */
export const saySeen = (iso: string | null): string =>
  iso === null ? words.people.neverSeen : words.people.seen(sayMoment(iso, Date.now()));

const SPANS: readonly (readonly [unit: "day" | "hour" | "minute" | "second", length: number])[] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
];

/** "12 seconds", "3 hours": in the largest unit of which there are two, and never none. */
export function sayDuration(milliseconds: number, locale = spokenLocale()): string {
  const [unit, length] = SPANS.find(([, least]) => milliseconds >= 2 * least) ?? ["second", 1_000];
  const format = new Intl.NumberFormat(locale, {
    style: "unit",
    unit,
    unitDisplay: "long",
    maximumFractionDigits: 0,
  });
  return format.format(Math.max(1, Math.round(milliseconds / length)));
}
