import type { PublicId } from "../contract/public-id.ts";
import type { ReportList } from "../contract/report.ts";
import { ReportRefused } from "../ports/report-store.ts";
import type { House } from "./house.ts";

/** As one guardian sees them, newest first. */
export function listReports(house: House, guardian: PublicId): ReportList {
  return {
    reports: house.reports
      .all()
      .map(({ id, at, text, readBy }) => ({
        id,
        at: new Date(at).toISOString(),
        text,
        isRead: readBy.includes(guardian),
      }))
      .toReversed(),
    turnedAway: house.reportGate.turnedAway(),
  };
}

/**
 * One guardian has read it; it goes on nagging the others. Said twice, it is written once.
 * @throws ReportRefused `report.unknown`
 */
export function acknowledgeReport(house: House, id: PublicId, guardian: PublicId): Promise<void> {
  return house.inTurn(async () => {
    const report = house.reports.all().find((one) => one.id === id);
    if (report === undefined) throw new ReportRefused("report.unknown", "no such report");
    if (report.readBy.includes(guardian)) return;
    const entry = { at: house.clock.now(), kind: "report-read", person: guardian, subject: id } as const;
    await house.reports.put({ ...report, readBy: [...report.readBy, guardian] }, [entry]);
    house.tell({ kind: "reports", kept: house.reports.all().length });
  });
}
