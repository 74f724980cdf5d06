/**
 * A backup each night, where the household named a folder for it. A stick that is not there is looked for every minute, and the hub
 * goes on when it is back; guardians are told of a day without a backup, and at once where somebody seems to have changed what lies there.
 */

import { isBackupDue, type Night } from "../domain/backup-night.ts";
import { type Duration, minutes, ms } from "../domain/duration.ts";
import { HubError } from "../domain/hub-error.ts";
import { keepTimeOf } from "../domain/keep-time.ts";
import { longestKept } from "../domain/kept-backups.ts";
import { wallTimeAt } from "../domain/wall-time.ts";
import type { BackupMade, BackupNote, MakeBackup } from "../ports/backups.ts";
import type { Erasure } from "../ports/eraser.ts";
import type { House } from "./house.ts";
import { lookEachMinute } from "./look-each-minute.ts";
import { tellOfBackups, tellOfFailing } from "./tell-of-failing.ts";
import { remindOfKeys } from "./try-backup-keys.ts";

/** After what waiting does not mend, as an unplugged stick's being plugged in again does. */
const TRY_AGAIN = minutes(10);
const DAY = ms(24 * 60 * 60_000);
/** As `hub/backup/keep-for-others.ts` has it, and a night. */
const KEPT_ELSEWHERE = ms(31 * DAY);
/** After a guardian erased something: others may follow. */
const AFTER_ERASING = minutes(10);

/** @param random 0 to 1: chooses the minute of the night */
export function startBackups(house: House, random: () => number): Disposable {
  if (house.backups.folder === undefined) return { [Symbol.dispose]: () => undefined };
  let night: Night = { chosen: random() };
  let notBefore = 0;
  let waitsForPlace = false;
  return lookEachMinute(house, async (stopping) => {
    await remindOfKeys(house);
    if (house.clock.monotonic() < notBefore || !(await isDue(house, night))) return;
    if (waitsForPlace && !(await house.backups.isThere()))
      return void (await noteFailing(house, "backup.gone"));
    try {
      await makeBackup(house, { signal: stopping });
      waitsForPlace = false;
      night = { chosen: random() };
    } catch (error) {
      if (stopping.aborted) return;
      const code = error instanceof HubError ? error.code : "hub.failed";
      waitsForPlace = code === "backup.gone";
      if (!waitsForPlace) notBefore = house.clock.monotonic() + TRY_AGAIN;
    }
  });
}

async function isDue(house: House, night: Night): Promise<boolean> {
  if (house.household.people().length === 0) return false;
  const note = await house.backups.notes.read();
  const places = Object.values(note?.places ?? {});
  const last = places.length === 0 ? undefined : Math.max(...places.map(({ lived }) => lived));
  const { hour, minute } = wallTimeAt(house.zone, house.clock.now());
  const dueAt = house.live.backupDueAt;
  return isBackupDue(night, {
    minuteOfDay: hour * 60 + minute,
    sinceLast: last === undefined ? undefined : ms(house.lived.now() - last),
    isWanted: dueAt !== undefined && house.clock.monotonic() >= dueAt,
  });
}

/**
 * Makes one, and notes how that went, for guardians too.
 * @throws what `Backups.make` throws
 */
export async function makeBackup(house: House, options: MakeBackup): Promise<BackupMade> {
  const { backupDueAt } = house.live;
  try {
    const made = await house.backups.make(options);
    if (house.live.backupDueAt === backupDueAt) house.live.backupDueAt = undefined;
    const { files, bytes, added, rescued, lost, mended, kept } = made;
    house.log.info("backup made", { files, bytes, added, kept });
    if (rescued + lost + mended > 0)
      house.log.warn("files of a backup were not whole", { rescued, lost, mended });
    if (made.isRolledBack) await tellOfBackups(house, "backup-doubtful");
    return made;
  } catch (error) {
    if (error instanceof HubError && !NO_FAILURE.has(error.code)) await noteFailing(house, error.code);
    throw error;
  }
}

/** Somebody wanted it so, or it is done by another. */
const NO_FAILURE: ReadonlySet<string> = new Set([
  "backup.off",
  "backup.busy",
  "backup.cancelled",
  "backup.no-guardian",
  "hub.stops",
]);

async function noteFailing(house: House, code: string): Promise<void> {
  const { notes } = house.backups;
  const note: BackupNote = (await notes.read()) ?? { places: {}, failing: null };
  const failing = await tellOfFailing(house, {
    code,
    before: note.failing,
    says: "no backup could be made",
    sinceLast: sinceLast(house, note),
  });
  if (failing !== undefined) await notes.write({ ...note, failing });
}

function sinceLast(house: House, { places }: BackupNote): Duration | undefined {
  const lived = Object.values(places).map((place) => place.lived);
  return lived.length === 0 ? undefined : ms(house.lived.now() - Math.max(...lived));
}

/** What a guardian erased is to leave the backups, too, and not only in the night. */
export function backUpAfterErasing({ live, clock, backups }: House): void {
  if (backups.folder !== undefined) live.backupDueAt = clock.monotonic() + AFTER_ERASING;
}

/**
 * When the last backup came to a hub that was left with all that it has, and may hold something of what was erased: nothing that
 * this one does takes it away there.
 * @returns Unix ms; `undefined` where there is no such hub
 */
export function leftWithIt({ keepers }: House, { askedAt, doneAt }: Erasure): number | undefined {
  const holding = keepers.left().filter(({ firstAt }) => firstAt <= (doneAt ?? askedAt));
  return holding.length === 0 ? undefined : Math.max(...holding.map(({ lastAt }) => lastAt));
}

/**
 * Until when a backup may still hold something of what was erased: its sound until the next one is made, the entry of the index, sealed,
 * until the last backup from before goes.
 * @returns Unix ms; `undefined` where none ever held it
 */
export async function heldUntil(house: House, { askedAt, doneAt }: Erasure): Promise<number | undefined> {
  const places = Object.values((await house.backups.notes.read())?.places ?? {});
  const longest = longestKept(house.household.children().map(keepTimeOf));
  const at = doneAt ?? askedAt;
  const holding = places.filter(({ oldestAt }) => oldestAt <= at);
  const kept = house.keepers.own();
  const isElsewhere = kept?.firstAt !== undefined && kept.firstAt <= at;
  if (holding.length === 0 && !isElsewhere) return undefined;
  // A stick that was away since then lets nothing go before it is back.
  const isAway = holding.some((place) => place.at < at);
  // A hub that keeps backups lets nothing go for 30 days, and then with the next that comes.
  const elsewhere = isElsewhere ? Math.max(at, house.clock.now()) + KEPT_ELSEWHERE : 0;
  return Math.max(at + longest, isAway ? house.clock.now() + DAY : 0, elsewhere);
}
