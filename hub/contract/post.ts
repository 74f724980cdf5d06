/**
 * What a relative asks of the hub, all of it under `/api/v1/post`: own messages, and the answers that a guardian shared. Nothing
 * here says anything about the house, its toys or other people, but the guardians' names.
 */
import { z } from "zod";
import { DECLINE_REASONS } from "../domain/message-state.ts";
import { messageMeta, messageState } from "./api.ts";
import { deviceLabel } from "./device-label.ts";
import { phoneNumber } from "./phone-number.ts";
import { publicId } from "./public-id.ts";
import { waitView } from "./times.ts";

const time = z.iso.datetime();

/**
 * `POST /post/sealed`, multipart/form-data: `meta` (this) and `sealed` (age file to the vault). From whoever no guardian trusts
 * for that child: until a guardian has listened the hub holds nothing of it that it could read. Repeating it changes nothing.
 */
export const sealedMeta = messageMeta
  .omit({ stamp: true, toy: true, when: true })
  /** As the sender's browser counted it; the hub counts anew once it may listen. */
  .extend({ milliseconds: z.int().min(20).max(60_000) });
export type SealedMeta = z.output<typeof sealedMeta>;

/** A message of one's own. */
export const postMessage = z.strictObject({
  id: publicId,
  child: publicId,
  createdAt: time,
  milliseconds: z.int(),
  state: messageState,
  /** When it came to be in that state. */
  at: time,
  /** While `scheduled`. */
  waitsFor: waitView.nullable(),
  /** Why it went no further. */
  declined: z.enum(DECLINE_REASONS).optional(),
  /** The toy that it was for is not the family's any more. */
  toyGone: z.literal(true).optional(),
});
export type PostMessage = z.output<typeof postMessage>;

/** A child's answer that a guardian shared: `GET /post/answers/<id>` is the age file, to the relative's own identity. */
const postAnswer = z.strictObject({
  /** The message's. */
  id: publicId,
  child: publicId,
  createdAt: time,
  milliseconds: z.int(),
  /** When it was shared. */
  at: time,
});

/** `GET /post`, newest first */
export const postView = z.strictObject({
  children: z.array(
    z.strictObject({
      id: publicId,
      name: z.string(),
      mayWrite: z.boolean(),
      isTrusted: z.boolean(),
      mayHear: z.boolean(),
      /** Where a stamp may send a message to; none for who does not stamp alone. */
      toys: z.array(publicId),
      /** IANA name of the zone that the child lives in. */
      zone: z.string(),
      /** It is night there until then: what is sent now arrives when it ends. */
      quietUntil: time.nullable(),
    }),
  ),
  messages: z.array(postMessage),
  answers: z.array(postAnswer),
  /** Where else this person's post is open: the devices that the roster names, but for the one that asks. */
  elsewhere: z.array(z.strictObject({ label: deviceLabel.nullable(), since: time.nullable() })),
  /** Names, to ask for help. */
  guardians: z.array(z.string()),
  /** Of those of them who gave one: whom to ring. */
  phones: z.array(z.strictObject({ name: z.string(), phone: phoneNumber })),
  now: time,
});
export type PostView = z.output<typeof postView>;

/** `GET /post/events`, text/event-stream: something of `GET /post` is not as it was. The first comes at once. */
export const postEvent = z.strictObject({ kind: z.literal("changed") });

/** `GET /people/<id>/answers`, for guardians: what one may want to share with this relative in one go, oldest first. */
export const answersFor = z.strictObject({
  /** Shared before, with keys that the relative has no longer. */
  again: z.array(publicId),
  /** Others have them already. */
  before: z.array(publicId),
});
export type AnswersFor = z.output<typeof answersFor>;

/** `POST /messages/<id>/decline`, by a guardian. */
export const declineRequest = z.strictObject({ reason: z.enum(DECLINE_REASONS) });
