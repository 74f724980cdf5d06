import type { ReportRequest } from "../contract/report.ts";
import { type Report, ReportRefused } from "../ports/report-store.ts";
import type { House } from "./house.ts";

/** Reports that no guardian has read; then no more are taken in. */
export const MOST_UNREAD = 100;
/** Reports in all. Those that every guardian has read make room, the oldest first. */
export const MOST_REPORTS = 500;

/**
 * Keeps what a stranger says. On the disk, with its ledger entry, when it resolves.
 * @throws ReportRefused `report.bad-work`, `report.empty`, `report.too-many`, `report.full`
 */
export async function takeReport(house: House, { text, task, work }: ReportRequest): Promise<Report> {
  const plain = asPlainText(text);
  if (plain === "") throw new ReportRefused("report.empty", "nothing to read in it");
  const giveBack = await house.reportGate.admit(task, work);
  try {
    return await house.inTurn(() => keep(house, plain));
  } catch (error) {
    giveBack();
    throw error;
  }
}

async function keep(house: House, text: string): Promise<Report> {
  const kept = house.reports.all();
  const guardians = house.household.people().map(({ id }) => id);
  const isDone = ({ readBy }: Report) =>
    guardians.length > 0 && guardians.every((guardian) => readBy.includes(guardian));
  const done = kept.filter(isDone);
  const isFull =
    kept.filter(({ readBy }) => readBy.length === 0).length >= MOST_UNREAD ||
    kept.length - done.length >= MOST_REPORTS;
  if (isFull) {
    house.reportGate.turnAway();
    throw new ReportRefused("report.full", "nobody reads them");
  }
  const at = house.clock.now();
  const report: Report = { id: house.newId(), at, text, readBy: [] };
  await house.reports.put(report, [{ at, kind: "report-taken-in", person: null, subject: report.id }]);
  for (const old of done.slice(0, Math.max(0, kept.length + 1 - MOST_REPORTS)))
    await house.reports.delete(old.id);
  house.tell({ kind: "reports", kept: house.reports.all().length });
  return report;
}

/** Line ends of one kind; no control characters, which a terminal or a log viewer might obey. */
const asPlainText = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, (one) => (one === "\n" || one === "\t" ? one : ""))
    .trim();
