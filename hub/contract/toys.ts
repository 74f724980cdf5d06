/**
 * What a guardian asks of a toy of the family, and hears of it.
 *
 *   PUT    /toys/<id>/volume   from now on, also when it is switched on again
 *   PUT    /toys/<id>/mailbox  up to four messages, and its paws answered from here; or one again
 *   POST   /toys/<id>/heart    it blinks quickly, for who looks for it; answered when that is over
 *   GET    /toys/<id>/signal   how near it was, minute by minute
 *   POST   /toys/<id>/walk     its signal twice a second over `GET /events`, for two minutes or until DELETE
 */
import { z } from "zod";
import { publicId } from "./public-id.ts";

/** dBm. */
const rssi = z.int().min(-127).max(20);

export const volumeRequest = z.strictObject({ percent: z.int().min(0).max(100) });

export const mailboxRequest = z.strictObject({ on: z.boolean() });

export const signalView = z.strictObject({
  /** The end of the newest minute. */
  until: z.iso.datetime(),
  /** A value for each minute, oldest first, a day at most; `null` where it was not heard. */
  minutes: z.array(rssi.nullable()).max(1_440),
});
export type SignalView = z.output<typeof signalView>;

/** One more minute of one toy. */
export const signalNews = z.strictObject({
  kind: z.literal("signal"),
  toy: publicId,
  until: z.iso.datetime(),
  rssi: rssi.nullable(),
});

/** Somebody walks with a toy: how near it is just now. `over` is the last that is told. */
export const walkNews = z.strictObject({
  kind: z.literal("walk"),
  toy: publicId,
  rssi: rssi.nullable(),
  over: z.boolean(),
});
