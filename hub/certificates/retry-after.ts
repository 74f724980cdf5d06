import { type Duration, ms, seconds } from "../domain/duration.ts";

/** Seconds, or a date: RFC 9110, 10.2.3. @returns 0 for what is neither */
export function readRetryAfter(text: string | undefined, now: number): Duration {
  if (text === undefined) return ms(0);
  if (/^\d{1,9}$/.test(text)) return seconds(Number(text));
  const date = Date.parse(text);
  return ms(Number.isNaN(date) ? 0 : Math.max(0, date - now));
}
