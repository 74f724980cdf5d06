/**
 * Every 90 days a guardian's browser opens `keys.age` of the backup, so that it opens on the day that it is needed: who was a guardian when
 * it was made has forgotten no passphrase since, and what lies there is what the hub put there.
 *
 *   GET  /backup          when the last one was made, when its keys were last opened, whether it is time
 *   GET  /backup/keys     keys.age, as it lies at the place of the backups, and a nonce
 *   POST /backup/opened   what only somebody who opened it can say
 */
import { z } from "zod";
import { parseBase64url } from "./base64url.ts";
import { publicId } from "./public-id.ts";
import { sha256, sha256Hex } from "./sha256.ts";

const time = z.iso.datetime();
/** As large as any `keys.age` grows: keys, and a few boxes for each guardian. */
const MOST_BYTES = 1_048_576;
export const sealedKeys = z
  .string()
  .max(Math.ceil((MOST_BYTES * 4) / 3))
  .refine((text) => parseBase64url(text) !== undefined, "bytes as base64url");

export const backupView = z.strictObject({
  /** When the newest one was made and read back; `null` where there is none. */
  last: time.nullable(),
  /** When its keys were last opened, and by whom; `null` for never. */
  opened: z.strictObject({ at: time, by: publicId }).nullable(),
  /** When a guardian last took a whole copy away, and who; `null` for never. */
  taken: z.strictObject({ at: time, by: publicId }).nullable(),
  /** The last time is 90 days ago, or it never was done in the first 90. */
  isDue: z.boolean(),
});
export type BackupView = z.output<typeof backupView>;

/** `GET /backup/keys` */
export const backupKeys = z.strictObject({ nonce: z.string().max(64), sealed: sealedKeys });
export type BackupKeys = z.output<typeof backupKeys>;

/** `POST /backup/opened` */
export const keysOpened = z.strictObject({ nonce: z.string().max(64), proof: sha256Hex });
export type KeysOpened = z.output<typeof keysOpened>;

/** Of whoever has the hub's key files: those in `keys.age`, or the hub's own. The boxes of guardians beside them do not count. */
export async function proveKeysOpened(
  nonce: string,
  files: readonly { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[],
): Promise<string> {
  const hashes: string[] = [];
  for (const { name, bytes } of files)
    if (name.endsWith(".key")) hashes.push(`${name} ${await sha256(bytes)}`);
  const said = JSON.stringify(["pawpost-keys-opened-1", nonce, ...hashes.toSorted()]);
  return sha256(new TextEncoder().encode(said));
}
