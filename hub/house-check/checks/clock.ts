import { hours, minutes } from "../../domain/duration.ts";
import { type Check, fail, type HouseContext, ok, warn } from "../check.ts";
import { sayAge } from "../say-age.ts";

const SLACK = minutes(2);
/** The hub counts at most 120 days that it was off; a clock further ahead may be wrong, or the hub was off for long. */
const FAR = hours(120 * 24);

export interface ClockContext extends HouseContext {
  /** Whether a time server tells this machine the time; `undefined` where nobody says so. */
  isTold?(signal: AbortSignal): Promise<boolean | undefined>;
}

export const clockCheck: Check<ClockContext> = {
  id: "clock",
  title: "The clock",
  why: "By a wrong clock certificates do not count, sign-ins fail, and messages are too late or too early.",
  async run(context, signal) {
    const { clock, hub } = context;
    const next = context.isInstalled
      ? "sudo timedatectl set-ntp true, and look at: timedatectl"
      : "Let the machine ask a time server: timedatectl set-ntp true";
    if (hub !== undefined) {
      const now = clock.now();
      const newest = Math.max(hub.livedAt, hub.lastEntryAt ?? 0);
      if (newest - now > SLACK)
        return fail(`The clock is ${sayAge(newest - now)} behind what the hub wrote last.`, next);
      if (now - newest > FAR)
        return warn(`The clock is ${sayAge(now - newest)} ahead of the hub’s own count of time.`, next);
    }
    const isTold = await context.isTold?.(signal);
    if (isTold === false)
      return warn("No time server tells this machine the time: it goes wrong by and by.", next);
    const by = isTold === true ? ", and told by a time server" : "";
    return ok(hub === undefined ? `It runs${by}.` : `It fits what the hub wrote last${by}.`);
  },
};
