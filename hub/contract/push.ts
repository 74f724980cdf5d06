/** A guardian's browser that wants to be told also while the page is closed: a push subscription (W3C Push API), one for each device. */
import { z } from "zod";
import { MAX_ENDPOINT } from "../domain/push-endpoint.ts";
import { parseBase64url } from "./base64url.ts";

const bytes = (count: number) =>
  z
    .string()
    .max(100)
    .refine((text) => parseBase64url(text)?.byteLength === count, `not ${count} bytes as base64url`);

/** `POST /push`: what `PushSubscription.toJSON()` gives, without its expiry, which the push service tells when it comes to that. */
export const pushSubscription = z.strictObject({
  endpoint: z.string().max(MAX_ENDPOINT),
  keys: z.strictObject({
    /** The browser's public key, an uncompressed point of P-256 (RFC 8291, 3.1). */
    p256dh: bytes(65),
    /** Known to the browser and the hub, and not to the push service. */
    auth: bytes(16),
  }),
});

export type PushRequest = z.output<typeof pushSubscription>;

/** `GET /push` */
export const pushState = z.strictObject({
  /** What a subscription is made for: the hub's own key, as `applicationServerKey` takes it (RFC 8292). */
  key: bytes(65),
  /** Whether the device that asks is told. */
  isOn: z.boolean(),
});
export type PushState = z.output<typeof pushState>;

/**
 * How an attempt ended: the push service has it; it knows the subscription no longer; it takes nothing of this hub's; it was not reached, or is
 * busy.
 */
export const pushOutcome = z.enum(["delivered", "gone", "refused", "failed"]);
export type PushOutcome = z.output<typeof pushOutcome>;

/** `POST /push/test` */
export const pushTried = z.strictObject({ outcome: pushOutcome });
