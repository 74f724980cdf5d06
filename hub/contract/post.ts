/**
 * What a relative asks of the hub, all of it under `/api/v1/post`: own messages, and the answers that a guardian shared. Nothing
 * here says anything about the house, its toys or other people, but the guardians' names.
 */
import { z } from "zod";
import { DECLINE_REASONS } from "../domain/message-state.ts";
import { messageMeta, messageState } from "./api.ts";
import { publicId } from "./public-id.ts";

const time = z.iso.datetime();

/**
 * `POST /post/sealed`, multipart/form-data: `meta` (this) and `sealed` (age file to the vault). From whoever no guardian trusts
 * for that child: until a guardian has listened the hub holds nothing of it that it could read. Repeating it changes nothing.
 */
export const sealedMeta = messageMeta
  .omit({ stamp: true, toy: true })
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
  /** Why it went no further. */
  declined: z.enum(DECLINE_REASONS).optional(),
});
export type PostMessage = z.output<typeof postMessage>;

/** `POST /messages/<id>/decline`, by a guardian. */
export const declineRequest = z.strictObject({ reason: z.enum(DECLINE_REASONS) });
