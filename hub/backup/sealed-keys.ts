/**
 * `keys.age`: what turns a backup into a hub again, sealed to every guardian's own identity and to their tested recovery sheets. There
 * is one for all backups of a place, made anew with each: who is a guardian no more opens none of them from then on.
 *
 *   device.key pepper.key signing.key push.key   as they lie on the hub
 *   person-1-sheet-1.age                         a guardian's identity, sealed to a sheet
 *   person-1-vault-2.age                         a vault's identity, sealed to that guardian
 *
 * A tar, so that a sheet, `age` and `tar` open recordings without us (docs/recovery.md). `ways-in.json` beside it has the boxes that
 * lead from a passphrase or a sheet to a guardian's identity, and no name: whoever holds a stick must not learn whose it is.
 */
import { createTar } from "nanotar";
import { sealBytes } from "../archive/age-file.ts";
import { type OpenedKeys, openBackupKeys, type WayInSecret } from "../archive/backup-keys.ts";
import { ArchiveError } from "../archive/errors.ts";
import { parseBase64url } from "../contract/base64url.ts";
import type { WaysIn } from "../contract/ways-in.ts";
import type { KeyFile } from "../ports/backup-source.ts";
import type { GuardianPerson, Person } from "../ports/household.ts";
import { BackupError } from "./errors.ts";

type WayIn = WaysIn["ways"][number];

/** Those who have a way in: whoever brought a backup back may have taken it from one whom the roster still names. */
const guardiansOf = (people: readonly Person[]): GuardianPerson[] =>
  people
    .filter((person) => person.role === "guardian")
    .filter(({ slots, verifier }) => slots.length > 0 || verifier !== null);

/** @throws BackupError `backup.no-guardian` */
export async function sealKeys(
  files: readonly KeyFile[],
  people: readonly Person[],
): Promise<{ readonly sealed: Uint8Array; readonly waysIn: Uint8Array }> {
  const guardians = guardiansOf(people);
  if (guardians.length === 0) throw new BackupError("backup.no-guardian", "nobody could open a backup");
  const sheetsOf = ({ slots }: GuardianPerson) =>
    slots.flatMap((slot) => (slot.kind === "recovery-sheet" && slot.testedAt !== null ? [slot] : []));
  const boxes = guardians.flatMap((guardian, at) => [
    ...sheetsOf(guardian).map((sheet, nth) => boxFile(`person-${at + 1}-sheet-${nth + 1}.age`, sheet.box)),
    ...guardian.vaults.map((vault) => boxFile(`person-${at + 1}-vault-${vault.number}.age`, vault.box)),
  ]);
  const tar = createTar(
    [...files, ...boxes].map(({ name, bytes }) => ({ name, data: bytes })),
    { attrs: { mode: "600", uid: 0, gid: 0, mtime: 0 } },
  );
  const recipients = guardians.flatMap((guardian) => [
    guardian.recipient,
    ...sheetsOf(guardian).map(({ recipient }) => recipient),
  ]);
  const ways = guardians.flatMap(({ slots }) =>
    slots.flatMap((slot): WayIn[] => {
      if (slot.kind === "passphrase") return [{ kind: "passphrase", salt: slot.salt, box: slot.box }];
      const isSheet = slot.kind === "recovery-sheet" && slot.testedAt !== null;
      return isSheet ? [{ kind: "recovery-sheet", box: slot.box }] : [];
    }),
  );
  return {
    sealed: await sealBytes(tar, recipients),
    waysIn: Buffer.from(`${JSON.stringify({ v: 1, ways } satisfies WaysIn)}\n`),
  };
}

function boxFile(name: string, text: string): KeyFile {
  const bytes = parseBase64url(text);
  if (bytes === undefined) throw new RangeError("a box is an age file in base64url");
  return { name, bytes: new Uint8Array(bytes) };
}

/** @param ways as `ways-in.json` has them. @throws BackupError `backup.wrong-key`, `backup.altered` */
export async function openKeys(sealed: Uint8Array, ways: unknown, secret: WayInSecret): Promise<OpenedKeys> {
  try {
    return await openBackupKeys(sealed, ways, secret);
  } catch (cause) {
    if (!(cause instanceof ArchiveError)) throw cause;
    throw cause.code === "archive.wrong-key"
      ? new BackupError("backup.wrong-key", "that opens none of the keys in this backup", { cause })
      : new BackupError("backup.altered", "keys.age does not hold together", { cause });
  }
}
