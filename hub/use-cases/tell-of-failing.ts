/** What guardians are told where backups do not come about: of a day without one, and at once where somebody seems to have been at them. */
import { type Duration, hours } from "../domain/duration.ts";
import type { House } from "./house.ts";

/** A night begins and ends; a day without a backup is more than one night missed. */
const TOLD_AFTER = hours(26);
/** It looks as if somebody had been at it. */
const DOUBTFUL: ReadonlySet<string> = new Set([
  "backup.foreign",
  "backup.altered",
  "backup.rolled-back",
  "keeper.other-hub",
]);

/** Why the last try failed. */
interface Failing {
  readonly code: string;
  /** Unix ms. */
  readonly since: number;
  readonly isTold: boolean;
}

/** @returns what is to be remembered from now on; `undefined` where that is what it was */
export async function tellOfFailing(
  house: Pick<House, "clock" | "ledger" | "log">,
  {
    code,
    before,
    says,
    sinceLast,
  }: {
    readonly code: string;
    readonly before: Failing | null;
    /** In the log. */
    readonly says: string;
    /** In lived time; `undefined` where there was none yet. */
    readonly sinceLast: Duration | undefined;
  },
): Promise<Failing | undefined> {
  const isNews = before?.code !== code;
  const since = before?.since ?? house.clock.now();
  if (isNews) house.log.error(says, { code });
  const isDoubtful = DOUBTFUL.has(code);
  const wasTold = before?.isTold === true && (!isDoubtful || DOUBTFUL.has(before.code));
  const tellNow = !wasTold && (isDoubtful || (sinceLast ?? house.clock.now() - since) >= TOLD_AFTER);
  if (tellNow) await tellOfBackups(house, isDoubtful ? "backup-doubtful" : "backup-failing");
  return isNews || tellNow ? { code, since, isTold: wasTold || tellNow } : undefined;
}

export const tellOfBackups = (
  { clock, ledger }: Pick<House, "clock" | "ledger">,
  kind: "backup-failing" | "backup-doubtful",
): Promise<void> => ledger.append({ at: clock.now(), kind, person: null, subject: null });
