/**
 * An ignored report, as four were. The way of a stranger to the family is gone as far as the last step: the form is there, hands out its task, and takes what is sent to it in
 * hand, to refuse it for the work that was not done. Whatever reports there are still stand before each guardian who has not read them, and lie on the disk.
 */
import { readdir } from "node:fs/promises";
import type { PublicId } from "../contract/public-id.ts";
import type { ReportView } from "../contract/report.ts";
import { REPORT_FORM, REPORT_TASK, WELL_KNOWN, WORK_ROUNDS } from "../contract/report-limits.ts";
import { parseJson } from "../domain/parse-json.ts";
import type { Report } from "../ports/report-store.ts";
import type { AskAsStranger } from "./stranger.ts";
import type { Trial } from "./trial.ts";

const DAY_MS = 86_400_000;
/** That nobody reads it for so long is how it went then. */
const UNREAD_DAYS = 7;

interface IgnoredReportParts {
  readonly ask: AskAsStranger;
  readonly reports: () => readonly Report[];
  readonly guardians: () => readonly PublicId[];
  /** As this guardian's page is told. */
  readonly shownTo: (guardian: PublicId) => readonly ReportView[];
  /** Whether this guardian's devices are told that there is one. */
  readonly isToldTo: (guardian: PublicId) => boolean;
  /** Where each lies once more. */
  readonly folder: string;
  readonly now: () => number;
}

export const ignoredReport = (parts: IgnoredReportParts): Trial<"ignored-report"> => ({
  step: "ignored-report",
  async attempt(signal) {
    const { ask } = parts;
    const shut: string[] = [];
    const form = await ask({ path: WELL_KNOWN + REPORT_FORM }, signal);
    if (form.status !== 200 || !form.body.includes("<form"))
      shut.push(`GET ${WELL_KNOWN}${REPORT_FORM}: ${form.status}`);
    const task = await ask({ path: WELL_KNOWN + REPORT_TASK }, signal);
    const said = parseJson(task.body) as { readonly task?: unknown } | undefined;
    if (task.status !== 200 || typeof said?.task !== "string")
      shut.push(`GET ${WELL_KNOWN}${REPORT_TASK}: ${task.status}`);
    // No place of the hour is taken, and nothing is kept: the gate is asked, and sees that no work was done.
    const json = { text: "drill", task: "none", work: Array<number>(WORK_ROUNDS).fill(0) };
    const sent = await ask({ method: "POST", path: WELL_KNOWN + REPORT_FORM, json }, signal);
    const refusal = parseJson(sent.body) as { readonly code?: unknown } | undefined;
    if (refusal?.code !== "report.bad-work") shut.push(`POST ${WELL_KNOWN}${REPORT_FORM}: ${sent.status}`);
    if (shut.length > 0) return { seen: "form-shut", count: shut.length, detail: shut };

    const reports = parts.reports();
    const onDisk = (await readdir(parts.folder)).filter((name) => name.endsWith(".report")).length;
    const missed = parts.guardians().filter((guardian) => {
      const own = reports.filter(({ readBy }) => !readBy.includes(guardian));
      const shown = new Set(
        parts.shownTo(guardian).flatMap(({ id, isRead }) => (isRead ? [] : [id as string])),
      );
      return own.some(({ id }) => !shown.has(id)) || (own.length > 0 && !parts.isToldTo(guardian));
    });
    if (onDisk < reports.length || missed.length > 0)
      return { seen: "vanished", count: Math.max(reports.length - onDisk, missed.length) };
    const old = reports.filter(
      ({ readBy, at }) => readBy.length === 0 && parts.now() - at >= UNREAD_DAYS * DAY_MS,
    );
    if (old.length > 0) return { seen: "unread", count: old.length };
    return { seen: "heard", count: reports.length };
  },
});
