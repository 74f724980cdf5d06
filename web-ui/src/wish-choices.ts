/** When a message can be wished for, by the child's day, and what of an older wish still makes sense. */
import { MOST_AHEAD, readWhen, type WhenWish } from "../../hub/contract/times.ts";
import { type ChildTimes, nextMoment, nightAt } from "../../hub/domain/child-times.ts";
import { wishedAt } from "../../hub/domain/message-when.ts";
import { momentOf, wallTimeAt } from "../../hub/domain/wall-time.ts";

export interface WishChoices {
  /** It is night at the child's until then: `now` waits for it. Unix ms. */
  readonly quietUntil: number | undefined;
  readonly wakeUp: { readonly wish: WhenWish; readonly at: number };
  readonly bedtime: { readonly wish: WhenWish; readonly at: number };
}

/** @param now Unix ms, the hub's */
export function wishChoices(times: ChildTimes, now: number): WishChoices {
  const moment = (kind: "wake-up" | "bedtime") => {
    const { day, at } = nextMoment(times, kind, now);
    return { wish: { kind, day }, at } as const;
  };
  return {
    quietUntil: nightAt(times, now)?.to,
    wakeUp: moment("wake-up"),
    bedtime: moment("bedtime"),
  };
}

/** What a date can be chosen from and to, as `<input type="datetime-local">` has it, in the child's zone. */
export const wishLimits = (zone: string, now: number): { readonly min: string; readonly max: string } => ({
  min: wallText(zone, now),
  max: wallText(zone, now + MOST_AHEAD),
});

/** @returns `undefined` for a text that is no date, or one that is over or too far ahead */
export function parseWish(zone: string, text: string, now: number): WhenWish | undefined {
  const [, year, month, day, hour, minute] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text) ?? [];
  if (minute === undefined) return undefined;
  const wall = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: 0,
  };
  const at = momentOf(zone, wall, "first");
  return at > now && at <= now + MOST_AHEAD ? { kind: "at", at: new Date(at).toISOString() } : undefined;
}

/** @returns the wish, or `now` where its moment is over */
export function stillWished(wish: WhenWish | undefined, times: ChildTimes, now: number): WhenWish {
  if (wish === undefined) return { kind: "now" };
  const at = wishedAt(readWhen(wish), times);
  return at !== undefined && at <= now ? { kind: "now" } : wish;
}

/** "2026-03-05T07:00", as a clock at the child's shows it. */
export function wallText(zone: string, at: number): string {
  const { year, month, day, hour, minute } = wallTimeAt(zone, at);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}
