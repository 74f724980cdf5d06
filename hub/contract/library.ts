/**
 * The library: lullabies and stories that a family keeps, guardians only. The hub can read it (docs/storage.md); nothing of it reaches a
 * toy without a guardian's stamp.
 *
 *   GET    /library                      all of it, and how much room there is
 *   POST   /library                      `meta` (below) and `toy` (message file)
 *   GET    /library/<id>/clip            the toy bytes; noted in the ledger
 *   PUT    /library/<id>/title
 *   DELETE /library/<id>                 erased ten seconds later
 *   DELETE /library/<id>/removal         takes that back
 *   POST   /library/<id>/stamp           on its way to a toy, as a message
 *
 *   POST   /toys/<id>/loop               plays what it holds of the library, for some minutes
 *   DELETE /toys/<id>/loop
 *
 * `<id>` is an item's; for title and removal also a story's, and then all its chapters are meant.
 */
import { z } from "zod";
import { messageView } from "./api.ts";
import { publicId } from "./public-id.ts";
import { sha256Hex } from "./sha256.ts";
import { LOOP_VOLUMES } from "./toy-loop.ts";

export const LIBRARY_KINDS = ["lullaby", "story"] as const;
export type LibraryKind = (typeof LIBRARY_KINDS)[number];

/** Each is one clip, at most 82 kB. */
export const MOST_LIBRARY_ITEMS = 200;
/** 83 minutes of sound: a toy's sound is 2,000 bytes a second. */
export const MOST_LIBRARY_BYTES = 10_000_000;
export const MOST_CHAPTERS = 40;
/** A toy counts its rounds in one byte: what is shorter cannot go on for a quarter of an hour. */
export const SHORTEST_LIBRARY_MS = 4_000;
/** For how long a removal can be taken back. */
export const LIBRARY_UNDO_SECONDS = 10;

const time = z.iso.datetime();
const title = z.string().trim().min(1).max(60);

const libraryItem = z.strictObject({
  id: publicId,
  kind: z.enum(LIBRARY_KINDS),
  /** A story's chapters share it. */
  title: z.string(),
  /** Which story it is a chapter of, and which one, from 1; `null` for a lullaby. */
  story: publicId.nullable(),
  chapter: z.int().min(1).nullable(),
  milliseconds: z.int(),
  bytes: z.int(),
  /** SHA-256 of the toy bytes. */
  clip: sha256Hex,
  /** `null` for what came with the hub. */
  addedBy: publicId.nullable(),
  addedAt: time,
  /** It is being removed: until when that can be taken back. */
  goesAt: time.nullable(),
});
export type LibraryItemView = z.output<typeof libraryItem>;

const room = z.strictObject({ used: z.int(), most: z.int() });
export const libraryView = z.strictObject({
  /** Lullabies, then stories with their chapters in order. */
  items: z.array(libraryItem),
  /** Copies that are on toys, or on their way there: `library` says of which item. */
  copies: z.array(messageView),
  room: z.strictObject({ items: room, bytes: room }),
});
export type LibraryView = z.output<typeof libraryView>;

/** `POST /library`, multipart/form-data: `meta` (this, JSON), `toy`. Repeating it with the same id and clip changes nothing. */
export const libraryMeta = z.strictObject({
  id: publicId,
  kind: z.enum(LIBRARY_KINDS),
  title,
  /** It becomes the next chapter of this story. `null` begins one. */
  story: publicId.nullable(),
  clip: sha256Hex,
});
export type LibraryMeta = z.output<typeof libraryMeta>;
export const libraryAdded = libraryItem;

export const libraryTitle = z.strictObject({ title });

/** `POST /library/<id>/stamp`: the clip lies on the hub already, the stamp says that this toy may have it. */
export const libraryStamp = z.strictObject({
  /** Id of the message that it becomes. */
  message: publicId,
  child: publicId,
  toy: publicId,
  clip: sha256Hex,
  stamp: z.string().max(4_096),
});
export type LibraryStamp = z.output<typeof libraryStamp>;

export const LOOP_MINUTES = [5, 10, 15] as const;
export const loopRequest = z.strictObject({
  minutes: z.union(LOOP_MINUTES.map((minutes) => z.literal(minutes))),
  volume: z.enum(LOOP_VOLUMES),
});
export type LoopRequest = z.output<typeof loopRequest>;
