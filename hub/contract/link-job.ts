/**
 * What the hub asks `pawpost-link` to carry out of the house: HTTP over a Unix socket (`link.sock`) that only their user can open.
 *
 *   POST /push   PushJob    200 { outcome }                      after one or more tries; see PushOutcome
 *                           400 { code: "link.malformed" }       not a job
 *                           403 { code: "link.not-allowed" }     no push service's address, as link itself judges it
 *                           503 { code: "link.full" }            too many jobs already
 *
 * A job is ciphertext and an address. Hanging up takes it back: what is not under way yet is not begun.
 */
import { z } from "zod";
import { MAX_ENDPOINT } from "../domain/push-endpoint.ts";
import { pushOutcome } from "./push.ts";

export const LINK = { socket: "link.sock", push: "/push" } as const;

/** A push service takes at least so much (RFC 8030, 7.2), and some no more. */
const MAX_PUSH_BYTES = 4_096;
export const MAX_JOB_BYTES = 8_192;

/** Every field has a form in which nothing else fits: what link sends is made of these alone. */
export const pushJob = z.strictObject({
  endpoint: z.string().max(MAX_ENDPOINT),
  /** RFC 8292, 3: who sends this, signed for this push service, for some hours. */
  authorization: z.string().regex(/^vapid t=[A-Za-z0-9_.-]{1,1000}, ?k=[A-Za-z0-9_-]{87}$/),
  /** Sealed to one browser (RFC 8291), base64url. */
  body: z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .max(Math.ceil((MAX_PUSH_BYTES * 4) / 3)),
  /** How long the push service keeps it for a phone that is off, seconds. */
  ttl: z.int().min(0).max(2_419_200),
  /** A newer one takes the place of an older one that waits there (RFC 8030, 5.4). */
  topic: z.string().regex(/^[A-Za-z0-9_-]{1,32}$/),
  urgency: z.enum(["normal", "high"]),
  /** How long link tries, seconds. */
  tryFor: z.int().min(1).max(3_600),
});
export type PushJob = z.output<typeof pushJob>;

export const pushAnswer = z.strictObject({ outcome: pushOutcome });
