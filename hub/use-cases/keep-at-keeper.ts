/** Each night what the hub keeps goes to another hub as well, where one keeps its backups; guardians are told of a day without. */
import { isBackupDue, type Night } from "../domain/backup-night.ts";
import { minutes, ms } from "../domain/duration.ts";
import { HubError } from "../domain/hub-error.ts";
import { wallTimeAt } from "../domain/wall-time.ts";
import type { SentBackup } from "../ports/keepers.ts";
import type { House } from "./house.ts";
import { lookEachMinute } from "./look-each-minute.ts";
import { tellOfBackups, tellOfFailing } from "./tell-of-failing.ts";

/** The other hub may be off, or be starting anew. */
const TRY_AGAIN = minutes(10);

/** @param random 0 to 1: chooses the minute of the night */
export function startSending(house: House, random: () => number): Disposable {
  let night: Night = { chosen: random() };
  let notBefore = 0;
  return lookEachMinute(house, async (stopping) => {
    if (house.clock.monotonic() < notBefore || !isDue(house, night)) return;
    try {
      await sendBackup(house, stopping);
      night = { chosen: random() };
    } catch {
      notBefore = house.clock.monotonic() + TRY_AGAIN; // noted where it failed
    }
  });
}

function isDue(house: House, night: Night): boolean {
  const own = house.keepers.own();
  if (own === undefined || house.household.people().length === 0) return false;
  const { hour, minute } = wallTimeAt(house.zone, house.clock.now());
  const sinceLast = own.last === undefined ? undefined : ms(house.lived.now() - own.last.lived);
  return isBackupDue(night, { minuteOfDay: hour * 60 + minute, sinceLast, isWanted: false });
}

/**
 * Sends one, and notes how that went, for guardians too.
 * @throws what `Keepers.send` throws
 */
export async function sendBackup(house: House, signal: AbortSignal): Promise<SentBackup> {
  try {
    const sent = await house.keepers.send(signal);
    house.log.info("backup sent to the hub that keeps it", { files: sent.files, added: sent.added });
    if (sent.isRolledBack) await tellOfBackups(house, "backup-doubtful");
    return sent;
  } catch (error) {
    const code = error instanceof HubError ? error.code : "hub.failed";
    if (code !== "hub.stops") await noteFailing(house, code);
    throw error;
  }
}

async function noteFailing(house: House, code: string): Promise<void> {
  const own = house.keepers.own();
  if (own === undefined) return;
  const failing = await tellOfFailing(house, {
    code,
    before: own.failing ?? null,
    says: "no backup could be sent to the hub that keeps them",
    sinceLast: own.last === undefined ? undefined : ms(house.lived.now() - own.last.lived),
  });
  if (failing !== undefined) await house.keepers.noteFailing(failing);
}
