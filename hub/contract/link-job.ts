/**
 * What the hub asks `pawpost-link` to carry out of the house: HTTP over a Unix socket (`link.sock`) that only their user can open.
 *
 *   POST /push   PushJob    200 { outcome }                      after one or more tries; see PushOutcome
 *                           400 { code: "link.malformed" }       not a job
 *                           403 { code: "link.not-allowed" }     no push service's address, as link itself judges it
 *                           503 { code: "link.full" }            too many jobs already
 *
 *   POST /texts  TextsJob   200 TextsAnswer                      what each name server of a zone says
 *                           400, 503 as above
 *
 *   CONNECT name:port       200                                  bytes both ways, to a machine that the settings name
 *                           403, 503 as above
 *                           502                                  nobody answers there
 *
 * A job is ciphertext and an address; what goes through CONNECT is TLS of which the hub is the end, or signed (RFC 8945). Hanging up takes
 * it back: what is not under way yet is not begun.
 */
import { z } from "zod";
import { MAX_ENDPOINT } from "../domain/push-endpoint.ts";
import { pushOutcome } from "./push.ts";

export const LINK = { socket: "for-hub/link.sock", push: "/push", texts: "/texts" } as const;

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

const name = z
  .string()
  .regex(/^(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}$/);

/** Nothing but a proof for a certificate authority is asked for: link is no resolver. */
export const textsJob = z
  .strictObject({ zone: name, name: name.regex(/^_acme-challenge\.[a-z2-7]{26}\./) })
  .refine((job) => job.name.slice("_acme-challenge.".length + 27) === job.zone, "of another zone");
export type TextsJob = z.output<typeof textsJob>;

/** One row for each address of each name server. `texts` is left out where it did not answer. */
export const textsAnswer = z.strictObject({
  servers: z.array(z.strictObject({ server: z.string(), texts: z.array(z.string()).optional() })),
});
export type TextsAnswer = z.output<typeof textsAnswer>;
