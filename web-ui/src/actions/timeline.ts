import { messagePage } from "../../../hub/contract/api.ts";
import { addPage, oldestKnown } from "../older-messages.ts";
import type { Page } from "../page-state.ts";

/** One page more of what lies before. Asked for the same twice, what came first counts. @throws HubRefusal, HubUnreachable */
export async function loadOlder(page: Page): Promise<void> {
  const house = page.house.value;
  if (house === undefined || page.older.value.isAtEnd) return;
  const oldest = oldestKnown(page.older.value, house);
  if (oldest === undefined) {
    page.older.value = addPage(page.older.value, []);
    return;
  }
  const { messages } = await page.client.call("GET", `/messages?before=${oldest.id}`, {
    schema: messagePage,
  });
  const now = page.house.value;
  if (now === undefined || oldestKnown(page.older.value, now)?.id !== oldest.id) return;
  page.older.value = addPage(page.older.value, messages);
}
