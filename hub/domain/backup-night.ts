/** When a backup is due: in the night, at another minute each time, so that houses that share a disk do not come at once. */
import { type Duration, hours } from "./duration.ts";

/** From midnight, by the house's clock. */
const NIGHT_MINUTES = 7 * 60;
/** Two in one night are one too many. */
const LEAST_APART = hours(12);
/** Longer than from one night's first minute to the next one's last: that night was missed, because the hub was off, or the stick. */
const MISSED = hours(32);

export interface Night {
  /** 0 to 1: where in the night. */
  readonly chosen: number;
}

export function isBackupDue(
  { chosen }: Night,
  now: {
    /** Since midnight. */
    readonly minuteOfDay: number;
    /** In lived time; `undefined` where there was none yet. */
    readonly sinceLast: Duration | undefined;
    /** Something was erased, and that is some minutes ago. */
    readonly isWanted: boolean;
  },
): boolean {
  if (now.sinceLast === undefined || now.isWanted || now.sinceLast >= MISSED) return true;
  const isTime = now.minuteOfDay >= Math.floor(chosen * NIGHT_MINUTES) && now.minuteOfDay < NIGHT_MINUTES;
  return isTime && now.sinceLast >= LEAST_APART;
}
