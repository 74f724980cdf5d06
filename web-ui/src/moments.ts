/** Times and lengths as people say them, in the viewer's own zone. */

const CLOCK: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };

/** "19:42" today, "Mon 19:42" within a week, "3 Mar" before that. */
export function sayMoment(iso: string, now: number, locale?: string): string {
  const at = new Date(iso);
  const days = Math.round((startOfDay(now) - startOfDay(at.getTime())) / 86_400_000);
  if (days === 0) return new Intl.DateTimeFormat(locale, CLOCK).format(at);
  if (days > 0 && days < 7) return new Intl.DateTimeFormat(locale, { weekday: "short", ...CLOCK }).format(at);
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" }).format(at);
}

/** "3 March 2027", for what stays on paper. */
export const sayDate = (iso: string, locale?: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(new Date(iso));

/** "0:23" */
export function sayLength(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** "23 seconds", for who listens to the page. */
export function spellLength(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  return seconds === 1 ? "1 second" : `${seconds} seconds`;
}

function startOfDay(at: number): number {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
}
