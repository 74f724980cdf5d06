import { type AlertView, alertList } from "../../../hub/contract/alerts.ts";
import { HubRefusal, HubUnreachable } from "../hub/errors.ts";
import type { Page } from "../page-state.ts";

/** Asks what guardians are to know. Away for a moment, the stream's next beginning asks again. */
export async function fetchAlerts(page: Page): Promise<void> {
  const person = page.session.value?.info.person.id;
  if (page.session.value?.info.person.role !== "guardian") return;
  try {
    const { alerts } = await page.client.call("GET", "/alerts", { schema: alertList });
    // Somebody else may have signed in meanwhile.
    if (page.session.value?.info.person.id === person) page.alerts.value = alerts;
  } catch (error) {
    if (!(error instanceof HubUnreachable || error instanceof HubRefusal)) throw error;
  }
}

/** "I have seen it", for this guardian alone. What came meanwhile is shown, and not taken as seen. @throws HubRefusal, HubUnreachable */
export async function acknowledgeAlert(page: Page, { id, count }: AlertView): Promise<void> {
  try {
    await page.client.call("POST", `/alerts/${id}/acknowledge`, { json: { count } });
  } finally {
    await fetchAlerts(page);
  }
}
