/** How long messages are kept, and what was erased. */
import { z } from "zod";
import { KEEP_DAYS } from "../domain/keep-time.ts";
import { publicId } from "./public-id.ts";
import { rosterEntries } from "./roster-entry.ts";

const time = z.iso.datetime();
const keepDays = z.literal(KEEP_DAYS);

/** `PUT /messages/<id>/kept`: a message with a star stays when its time is over. */
export const keptChange = z.strictObject({ kept: z.boolean() });

/** `PUT /children/<id>/keep-time`; `null` is for ever. */
export const keepTimeChange = z.strictObject({ days: keepDays });

/** `POST /children/<id>/erase`: for each toy of the child an entry of the roster that gives it to an id that no child has. */
export const eraseChildRequest = z.strictObject({ entries: z.array(rosterEntries.element).max(16) });

/** `POST /erase-everything`: names what is meant. */
export const eraseEverything = z.strictObject({
  hub: publicId,
  /** For each toy of the family an entry of the roster that takes it out: their rooms empty those that are near. */
  entries: z.array(rosterEntries.element).max(16),
  /** What becomes of this hub's backups that are there now. */
  backups: z.enum(["keep", "erase"]),
});

/** Its answer, the receipt: there is no hub afterwards that could be asked. */
export const everythingErased = z.strictObject({
  at: time,
  messages: z.int().min(0),
  /** How many left the family. */
  toys: z.int().min(0),
  backups: z.enum(["none", "kept", "erased"]),
  /** Whether another hub has backups of this one: nothing here takes them away. */
  elsewhere: z.boolean(),
});
export type EverythingErased = z.output<typeof everythingErased>;

const ERASURES = ["message", "keep-time", "child", "person"] as const;

/** What was erased. It names nobody: the names are erased too. */
const erasureReceipt = z.strictObject({
  number: z.int().min(1),
  what: z.enum(ERASURES),
  /** Who wanted it; `null` where the time of keeping was over. */
  by: publicId.nullable(),
  askedAt: time,
  /** When the last byte of it was overwritten; `null` while it goes on. */
  doneAt: time.nullable(),
  messages: z.int().min(0),
  /** Of the sealed files. */
  bytes: z.int().min(0),
  /** How many are still to be erased. */
  left: z.int().min(0),
  /** How many a toy may still hold: it keeps what it was given until the next takes its place. No hub can erase that. */
  onToys: z.int().min(0),
  /** Until when a backup may still hold some of it; `null` for no backup. */
  backupsUntil: time.nullable(),
  /** When the last backup came to a hub that keeps them no more, and has what it had; `null` for no such hub. */
  leftElsewhere: time.nullable(),
});
export type ErasureReceipt = z.output<typeof erasureReceipt>;

/** `GET /kept` */
export const keptView = z.strictObject({
  children: z.array(
    z.strictObject({
      child: publicId,
      days: keepDays,
      messages: z.int().min(0),
      bytes: z.int().min(0),
      /** Of these, with a star. */
      starred: z.int().min(0),
    }),
  ),
  /** When the newest backup was made and read back; `null` where there is none. */
  lastBackup: time.nullable(),
  /** Newest first. */
  receipts: z.array(erasureReceipt),
});
export type KeptView = z.output<typeof keptView>;
