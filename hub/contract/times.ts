/** A child's day and night, and when a message is to go: `hub/domain/child-times.ts`, `hub/domain/message-when.ts`. */
import { z } from "zod";
import { CLOCK, isDay, nightTrouble } from "../domain/child-times.ts";
import { hours } from "../domain/duration.ts";
import { WAIT_REASONS, type When } from "../domain/message-when.ts";
import { QUEUE_REASONS } from "../domain/queue-reason.ts";

const time = z.iso.datetime();
const clock = z.string().regex(CLOCK);

/** `HH:MM` in the child's zone: evenings from 12:00 on, and what is before 12:00 on the morning after. */
const nightTimes = z.strictObject({ bedtime: clock, quietFrom: clock, quietTo: clock, wakeUp: clock });

/** `PUT /children/<id>/times`. With quiet hours `bedtime < quietFrom` and `quietTo <= wakeUp`. */
export const childTimes = z
  .strictObject({
    /** IANA name, such as `Europe/Berlin`. */
    zone: z.string().min(1).max(64),
    /** Whether quiet hours are kept. Wake-up and bedtime are moments in any case. */
    isQuiet: z.boolean(),
    /** The nights that begin on Sunday to Thursday. */
    school: nightTimes,
    /** Those that begin on Friday and Saturday. */
    free: nightTimes,
  })
  .refine(
    ({ school, free, isQuiet }) =>
      [school, free].every((night) => nightTrouble(night, isQuiet) === undefined),
    "not a night",
  );

const day = z.string().refine(isDay, "not a day of the calendar");

/**
 * When a message is to go; `now` where it is left out. `now` waits while it is quiet, `at-once` does not. A moment is that of
 * the named day, `YYYY-MM-DD` in the child's zone, at most seven days ahead.
 */
export const when = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("now") }),
  z.strictObject({ kind: z.literal("at-once") }),
  z.strictObject({ kind: z.literal("wake-up"), day }),
  z.strictObject({ kind: z.literal("bedtime"), day }),
  z.strictObject({ kind: z.literal("at"), at: time }),
]);
/** As it is sent; with Unix ms in place of ISO 8601 it is the domain's. */
export type WhenWish = z.output<typeof when>;

export const readWhen = (wish: WhenWish | undefined): When =>
  wish === undefined ? { kind: "now" } : wish.kind === "at" ? { kind: "at", at: Date.parse(wish.at) } : wish;

export const writeWhen = (known: When): WhenWish =>
  known.kind === "at" ? { kind: "at", at: new Date(known.at).toISOString() } : known;

/** Why a message that is `scheduled` does not go yet, and until when: as the child's times are now. */
export const waitView = z.strictObject({ reason: z.enum(WAIT_REASONS), until: time });
export type WaitView = z.output<typeof waitView>;

/** Why a message that is `queued` is not on its way yet. No time: nobody knows when a toy comes back, or a child listens. */
export const queueView = z.strictObject({ reason: z.enum(QUEUE_REASONS) });
export type QueueView = z.output<typeof queueView>;

/**
 * `PUT /messages/<id>/when`, of one that is `scheduled` or `queued`. `stamp`: a new one, where the old one does not count at
 * that time (`stamp.too-early`); without it the old one stays.
 */
export const whenChange = z.strictObject({ when, stamp: z.string().max(4_096).optional() });

/** Readable bytes are handed over for so long ahead, and no longer. */
export const MOST_AHEAD = hours(7 * 24);
/** For how long a stamp counts after the moment it is for: longer than a bear stays at grandma's, shorter than a forgotten phone stays honest. */
const COUNTS_FOR = hours(7 * 24);
/** The child's times may be moved meanwhile; by so much a message moves along, also to an earlier time. */
const MOVES_BY = hours(3);

/**
 * From when to when a stamp for this is to count, Unix seconds: no toy takes it earlier, whatever the hub says.
 * @param due when it is to go, `wishedAt`; `undefined` for now
 * @param now Unix ms, the hub's
 */
export function stampTimes(
  { kind }: Pick<When, "kind">,
  due: number | undefined,
  now: number,
): { readonly notBefore: number; readonly notAfter: number } {
  const at = Math.max(now, due ?? now);
  const from = kind === "at" ? at : Math.max(now, at - MOVES_BY);
  return { notBefore: Math.floor(from / 1_000), notAfter: Math.floor((at + COUNTS_FOR) / 1_000) };
}
