/**
 * A keepsake: recordings of one child as a folder that plays without us. Made in a guardian's browser, because only that opens them.
 *
 *   POST   /keepsakes                      after a step-up: one entry in the ledger for all of it; for an hour this session gets these clips
 *   GET    /messages/<id>/archive/keepsake the sealed file of one of them
 *   DELETE /keepsakes                      it has all that it wanted
 *
 * The entry's subject is `<how many> <SHA-256, base64url, of their ids in the order of their letters, with a line feed after each>`: whoever
 * has the folder, in which each file bears its id, can hold it against that.
 */
import { z } from "zod";
import { encodeBase64url } from "./base64url.ts";
import { publicId } from "./public-id.ts";

const time = z.iso.datetime();

/** What one keepsake takes: about a gigabyte and a half of sound. */
export const MOST_CLIPS = 5_000;

export const keepsakeRequest = z.strictObject({
  child: publicId,
  /** From this moment on; `null` from the beginning. */
  from: time.nullable(),
  /** Up to this moment and not with it; `null` to the end. */
  until: time.nullable(),
  /** Only what has a star. */
  starred: z.boolean(),
});
export type KeepsakeRequest = z.output<typeof keepsakeRequest>;

const keepsakeClip = z.strictObject({
  id: publicId,
  direction: z.enum(["to-toy", "from-toy"]),
  author: publicId.nullable(),
  createdAt: time,
  milliseconds: z.int(),
});
export type KeepsakeClip = z.output<typeof keepsakeClip>;

/** Oldest first. */
export const keepsakeStarted = z.strictObject({ clips: z.array(keepsakeClip).max(MOST_CLIPS) });

/** The subject of the ledger's entry: it names all of them, whatever their number. */
export async function keepsakeSubject(ids: readonly string[]): Promise<string> {
  const text = [...ids].sort().map((id) => `${id}\n`);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text.join("")));
  return `${ids.length} ${encodeBase64url(new Uint8Array(digest))}`;
}
