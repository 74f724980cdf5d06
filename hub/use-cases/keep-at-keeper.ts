/** Each night what the hub keeps goes to another hub as well, where one keeps its backups; guardians are told of a day without. */
import { isBackupDue, type Night } from "../domain/backup-night.ts";
import { hours, minutes, ms } from "../domain/duration.ts";
import { HubError } from "../domain/hub-error.ts";
import { wallTimeAt } from "../domain/wall-time.ts";
import type { SentBackup } from "../ports/keepers.ts";
import type { House } from "./house.ts";

const LOOK_AGAIN = minutes(1);
/** The other hub may be off, or be starting anew. */
const TRY_AGAIN = minutes(10);
/** As for a stick. */
const TOLD_AFTER = hours(26);
/** It looks as if somebody had been at it. */
const DOUBTFUL: ReadonlySet<string> = new Set(["backup.foreign", "backup.altered", "keeper.other-hub"]);

/** @param random 0 to 1: chooses the minute of the night */
export function startSending(house: House, random: () => number): Disposable {
  const stopping = new AbortController();
  let night: Night = { chosen: random() };
  let notBefore = 0;
  let stop: () => void = () => undefined;
  const look = async () => {
    if (house.clock.monotonic() < notBefore || !isDue(house, night)) return;
    try {
      await sendBackup(house, stopping.signal);
      night = { chosen: random() };
    } catch {
      notBefore = house.clock.monotonic() + TRY_AGAIN; // noted where it failed
    }
  };
  const lookAgain = () => {
    look()
      .catch(house.fail)
      .finally(() => {
        if (!stopping.signal.aborted) stop = house.clock.after(LOOK_AGAIN, lookAgain);
      });
  };
  lookAgain();
  return {
    [Symbol.dispose]() {
      stop();
      stopping.abort(new HubStops());
    },
  };
}

class HubStops extends HubError {
  override readonly name = "HubStops";
  readonly code = "hub.stops";
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
    if (sent.isRolledBack) await tell(house, "backup-doubtful");
    return sent;
  } catch (error) {
    if (!signal.aborted) await noteFailing(house, error instanceof HubError ? error.code : "hub.failed");
    throw error;
  }
}

async function noteFailing(house: House, code: string): Promise<void> {
  const own = house.keepers.own();
  if (own === undefined || code === "backup.busy" || code === "backup.no-guardian") return;
  const { failing: before } = own;
  if (before?.code !== code) house.log.error("no backup could be sent to the hub that keeps them", { code });
  const since = before?.since ?? house.clock.now();
  const wasTold = before?.isTold === true && (!DOUBTFUL.has(code) || DOUBTFUL.has(before.code));
  const away = own.last === undefined ? house.clock.now() - since : house.lived.now() - own.last.lived;
  const tellNow = !wasTold && (DOUBTFUL.has(code) || away >= TOLD_AFTER);
  if (tellNow) await tell(house, DOUBTFUL.has(code) ? "backup-doubtful" : "backup-failing");
  await house.keepers.noteFailing({ code, since, isTold: wasTold || tellNow });
}

const tell = (house: House, kind: "backup-failing" | "backup-doubtful"): Promise<void> =>
  house.ledger.append({ at: house.clock.now(), kind, person: null, subject: null });
