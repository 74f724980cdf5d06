/**
 * A family comes back out of a backup, on a hub that nobody claimed. Whoever has the hub's one-time code does it, on one device:
 *
 *   POST /restore/look     the code; answers which backups are plugged in, with their sealed keys
 *   POST /restore/upload   a copy that is on another device, piece by piece, for whoever has no stick
 *   POST /restore/fetch    has the hub fetch one from another hub that keeps it; then look again
 *   POST /restore/begin    the keys, as that browser opened them: the hub lays the store out beside its own
 *   GET  /restore          how far it is; at the end who else belonged to the family then
 *   POST /restore/finish   who was removed since; the hub goes on as the one of the backup, and starts anew
 *   DELETE /restore        nothing of it
 */
import { z } from "zod";
import { claimRequest } from "./api.ts";
import { sealedKeys } from "./backup-keys.ts";
import { parseBase64url } from "./base64url.ts";
import { displayName } from "./display-name.ts";
import { publicId } from "./public-id.ts";
import { rosterEntries } from "./roster-entry.ts";
import { ageRecipient } from "./slots.ts";
import { waysIn } from "./ways-in.ts";

const time = z.iso.datetime();

/** `POST /restore/look`, with a proof by the device key. */
export const restoreLook = claimRequest.pick({ code: true });

export const foundBackups = z.strictObject({
  places: z.array(
    z.strictObject({
      /** Where it stands in this list. */
      place: z.int().min(0),
      /** Whose backups they are. */
      hub: publicId,
      /** Where they are plugged in. */
      folder: z.string(),
      sealed: sealedKeys,
      /** `null` where they are gone: a sheet still opens the keys. */
      ways: waysIn.nullable(),
      /** Newest first. */
      backups: z.array(
        z.strictObject({
          backup: z.int().min(1),
          at: time,
          files: z.int(),
          bytes: z.int(),
          /** How many entries the family's roster had. */
          roster: z.int(),
        }),
      ),
    }),
  ),
});
export type FoundBackups = z.output<typeof foundBackups>;
export type FoundPlace = FoundBackups["places"][number];

/** Of one piece of a copy. */
export const MOST_PIECE_BYTES = 1_048_576;

/** `POST /restore/fetch`: what a guardian of the hub that keeps backups is shown there. */
export const restoreFetch = z.strictObject({ address: z.string().max(128), code: z.string().max(128) });

const MOST_KEY_FILE = 6_000;

/** `POST /restore/begin` */
export const restoreBegin = z.strictObject({
  place: z.int().min(0),
  backup: z.int().min(1),
  /** Those of the hub alone. */
  keys: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z]{1,16}\.key$/),
        bytes: z
          .string()
          .max(MOST_KEY_FILE)
          .refine((text) => parseBase64url(text) !== undefined, "bytes as base64url"),
      }),
    )
    .max(16),
  /** age recipient of who opened it. */
  recipient: ageRecipient,
});

/** `GET /restore` */
export const restoreState = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  /** From the hub that kept it; then `none`, and a look finds it. */
  z.strictObject({ kind: z.literal("fetching"), files: z.int(), of: z.int().nullable() }),
  z.strictObject({ kind: z.literal("laying"), files: z.int(), of: z.int().nullable() }),
  z.strictObject({
    kind: z.literal("asking"),
    /** Everybody but who opened it. */
    others: z.array(
      z.strictObject({ id: publicId, name: displayName, role: z.enum(["guardian", "relative"]) }),
    ),
  }),
  z.strictObject({ kind: z.literal("failed"), code: z.string() }),
]);
export type RestoreState = z.output<typeof restoreState>;

/** `POST /restore/finish` */
export const restoreFinish = z.strictObject({
  out: z.array(publicId).max(256),
  /** A newer one of the same family, which that browser remembers. */
  roster: rosterEntries.nullable(),
});

export const restoredView = z.strictObject({
  hub: publicId,
  messages: z.int(),
  /** Names of those who have no way in any more. */
  out: z.array(z.string()),
  words: z.array(z.string()),
});
export type RestoredView = z.output<typeof restoredView>;
