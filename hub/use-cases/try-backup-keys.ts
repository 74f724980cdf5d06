/** Now and then a guardian opens the backups' keys, and shows that they did; when nobody did for 90 days every guardian is told. */
import {
  type BackupKeys,
  type BackupView,
  type KeysOpened,
  proveKeysOpened,
} from "../contract/backup-keys.ts";
import { encodeBase64url } from "../contract/base64url.ts";
import type { PublicId } from "../contract/public-id.ts";
import { hours, minutes } from "../domain/duration.ts";
import { HubError } from "../domain/hub-error.ts";
import type { BackupNote } from "../ports/backups.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { lastOwnBackupAt } from "./last-backup-at.ts";

const EVERY = hours(90 * 24);
const NONCE_LIFE = minutes(30);

export async function viewBackup(house: House): Promise<BackupView> {
  const note = await house.backups.notes.read();
  const last = await lastOwnBackupAt(house);
  const opened = note?.trying?.opened;
  return {
    last: last === undefined ? null : iso(last),
    opened: opened === undefined ? null : { at: iso(opened.at), by: opened.by },
    taken: note?.taken === undefined ? null : { at: iso(note.taken.at), by: note.taken.by },
    isDue: isDue(house, note),
  };
}

const isDue = ({ lived }: House, note: BackupNote | undefined): boolean =>
  note?.trying !== undefined && lived.now() - note.trying.since >= EVERY;

/** @throws RequestRefused `backup.none-here` */
export async function offerKeys(house: House, person: PublicId): Promise<BackupKeys> {
  const sealed = await house.backups.sealedKeys().catch((error: unknown) => {
    if (!(error instanceof HubError) || !error.code.startsWith("backup.")) throw error;
    throw new RequestRefused("backup.none-here", "the place of the backups is not there", { cause: error });
  });
  const nonce = house.newId();
  house.live.keysOffered.set(person, { nonce, until: house.clock.monotonic() + NONCE_LIFE });
  return { nonce, sealed: encodeBase64url(sealed) };
}

/** @throws RequestRefused `backup.keys-not-opened` */
export async function noteKeysOpened(
  house: House,
  { nonce, proof }: KeysOpened,
  person: PublicId,
): Promise<BackupView> {
  const offered = house.live.keysOffered.get(person);
  const isOffered =
    offered !== undefined && offered.nonce === nonce && house.clock.monotonic() < offered.until;
  if (!isOffered || proof !== (await proveKeysOpened(nonce, await house.backups.keyFiles())))
    throw new RequestRefused("backup.keys-not-opened", "not what is in keys.age");
  house.live.keysOffered.delete(person);
  await house.inTurn(async () => {
    const note = (await house.backups.notes.read()) ?? { places: {}, failing: null };
    const at = house.clock.now();
    await house.ledger.append({ at, kind: "backup-opened", person, subject: null });
    const trying = { since: house.lived.now(), opened: { at, by: person }, isTold: false };
    await house.backups.notes.write({ ...note, trying });
  });
  return viewBackup(house);
}

/** Tells every guardian, once each time that it is due. */
export async function remindOfKeys(house: House): Promise<void> {
  const note = await house.backups.notes.read();
  if (note?.trying === undefined || note.trying.isTold || !isDue(house, note)) return;
  await house.ledger.append({ at: house.clock.now(), kind: "backup-unopened", person: null, subject: null });
  await house.backups.notes.write({ ...note, trying: { ...note.trying, isTold: true } });
}

const iso = (at: number) => new Date(at).toISOString();
