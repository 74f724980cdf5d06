/**
 * Changing the lock: a new vault for the guardians who stay. Its identity is made in the browser of one of them, lies on the hub
 * in a box to each, and is named by a roster entry; from then on everything is sealed to it. What was sealed before is sealed
 * anew by a guardian's browser, clip by clip:
 *
 *   POST /vault/resealing                 one entry in the ledger; for an hour this session gets clips without one each
 *   GET  /vault/clips?before=ID           which ones are left
 *   GET  /messages/<id>/archive/old       the sealed file
 *   PUT  /messages/<id>/archive           the same, sealed to the new vault: kept beside, and answered as it is on the disk
 *   POST /messages/<id>/archive/replace   the browser has opened that answer, and it is the same inside: the old file goes
 */
import { z } from "zod";
import { publicId } from "./public-id.ts";
import { rosterEntries } from "./roster-entry.ts";
import { sha256Hex } from "./sha256.ts";
import { box } from "./slots.ts";

/** The new vault's identity as an age file to each guardian who stays, and to nobody else. */
const boxes = z
  .array(z.strictObject({ person: publicId, box }))
  .min(1)
  .max(16);

/** `POST /vault`: one entry `vault`. */
export const changeVaultRequest = z.strictObject({
  entries: z.array(rosterEntries.element).length(1),
  boxes,
});
export type ChangeVaultRequest = z.output<typeof changeVaultRequest>;

export const vaultView = z.strictObject({
  /** What is sealed from now on is for this one. */
  number: z.int().min(0),
  /** Clips that are still for an earlier one; `null` while they are counted. */
  older: z.int().nullable(),
});
export type VaultView = z.output<typeof vaultView>;

/** Answer of `POST /vault/resealing`. */
export const resealingStarted = z.strictObject({ clips: z.int() });

/** `GET /vault/clips`: newest first; `next` is the id to go on from, `null` at the end. */
export const olderClips = z.strictObject({
  clips: z.array(z.strictObject({ id: publicId, vault: z.int() })),
  next: publicId.nullable(),
});

/** `POST /messages/<id>/archive/replace`: SHA-256 of the sealed file that was looked into. */
export const replaceRequest = z.strictObject({ sealed: sha256Hex });
