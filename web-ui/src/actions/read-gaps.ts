import { type GapView, gapList } from "../../../hub/contract/gaps.ts";
import type { Page } from "../page-state.ts";

/** What was found on toys after times in which nobody held them; what ended last first. @throws HubRefusal, HubUnreachable */
export async function readGaps(page: Page): Promise<readonly GapView[]> {
  return (await page.client.call("GET", "/gaps", { schema: gapList })).gaps;
}
