/**
 * Who may leave a report: whoever did the work for a task of ours, three in an hour, all strangers together. Never by address,
 * which proves nothing. Counted on the monotonic clock: one that jumps neither opens nor shuts the form.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { MOST_REPORTS_PER_HOUR } from "../contract/report-limits.ts";
import { isWorkDone } from "../contract/report-work.ts";
import type { Clock } from "../ports/clock.ts";
import { type Report, type ReportGate, ReportRefused } from "../ports/report-store.ts";

const HOUR = 3_600_000;
const TASK_SECONDS = 900;

/**
 * @param kept what the store holds: a hub that starts again goes on counting
 * @param key for the tasks; a new one at each start, which makes older tasks worthless
 */
export function makeReportGate(
  clock: Clock,
  kept: readonly Pick<Report, "at">[],
  key: Uint8Array = randomBytes(32),
): ReportGate {
  /** When the last few were taken in, monotonic. */
  let taken = kept
    .map(({ at }) => clock.now() - at)
    // One from an hour ahead was written under another clock: it says nothing about this hour.
    .filter((age) => Math.abs(age) < HOUR)
    .map((age) => clock.monotonic() - Math.max(0, age))
    .toSorted((one, other) => one - other)
    .slice(-MOST_REPORTS_PER_HOUR);
  /** Tasks that were paid in: at most those of the last hour, so it stays small. */
  const spent = new Map<string, number>();
  let away = 0;

  const sign = (issued: string) => createHmac("sha256", key).update(issued).digest();
  const isOurs = (task: string): boolean => {
    const [at = "", random = "", mac = ""] = task.split(".");
    const given = Buffer.from(mac, "base64url");
    const right = sign(`${at}.${random}`);
    if (given.byteLength !== right.byteLength || !timingSafeEqual(given, right)) return false;
    if (task !== `${at}.${random}.${right.toString("base64url")}`) return false;
    return clock.monotonic() - Number.parseInt(at, 36) < TASK_SECONDS * 1_000;
  };
  const forgetOld = (): void => {
    const now = clock.monotonic();
    taken = taken.filter((at) => now - at < HOUR);
    for (const [task, at] of spent) if (now - at >= HOUR) spent.delete(task);
  };

  return {
    task() {
      const issued = `${Math.floor(clock.monotonic()).toString(36)}.${randomBytes(16).toString("base64url")}`;
      return { task: `${issued}.${sign(issued).toString("base64url")}`, seconds: TASK_SECONDS };
    },
    async admit(task, work) {
      if (!(isOurs(task) && (await isWorkDone(task, work))) || spent.has(task))
        throw new ReportRefused("report.bad-work", "no work of ours, too old, or paid in before");
      forgetOld();
      const [oldest] = taken;
      const now = clock.monotonic();
      if (oldest !== undefined && taken.length >= MOST_REPORTS_PER_HOUR) {
        away += 1;
        const retryAfter = Math.ceil((oldest + HOUR - now) / 1_000);
        throw new ReportRefused("report.too-many", "three in this hour", { retryAfter });
      }
      taken.push(now);
      spent.set(task, now);
      return () => {
        spent.delete(task);
        const at = taken.indexOf(now);
        if (at >= 0) taken.splice(at, 1);
      };
    },
    turnAway() {
      away += 1;
    },
    turnedAway: () => away,
  };
}
