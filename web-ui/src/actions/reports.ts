import { reportList } from "../../../hub/contract/report.ts";
import { HubRefusal, HubUnreachable } from "../hub/errors.ts";
import type { Page } from "../page-state.ts";

/** Asks what strangers told the household. Away for a moment, the stream's next beginning asks again. */
export async function fetchReports(page: Page): Promise<void> {
  const person = page.session.value?.info.person.id;
  try {
    const list = await page.client.call("GET", "/reports", { schema: reportList });
    // Somebody else may have signed in meanwhile.
    if (page.session.value?.info.person.id === person) page.reports.value = list;
  } catch (error) {
    if (!(error instanceof HubUnreachable || error instanceof HubRefusal)) throw error;
  }
}

/** "I have read it": it nags this guardian no more, on no device. @throws HubRefusal, HubUnreachable */
export async function readReport(page: Page, id: string): Promise<void> {
  await page.client.call("POST", `/reports/${id}/read`);
  const list = page.reports.value;
  if (list === undefined) return;
  const reports = list.reports.map((report) => (report.id === id ? { ...report, isRead: true } : report));
  page.reports.value = { ...list, reports };
}
