import type { SessionInfo } from "../../../hub/contract/api.ts";
import { followRoster } from "../keys/roster-pin.ts";
import type { Page } from "../page-state.ts";
import { believeRoster } from "./enter.ts";

/** The hub's answer to an entry of the roster: believed, remembered, and what the page goes by from now on. @throws SignatureError, KeyError */
export async function takeSession(page: Page, info: SessionInfo): Promise<void> {
  const roster = await believeRoster(page, info);
  await page.store.putRoster(info.hub, followRoster(roster, await page.store.roster(info.hub)));
  page.session.value = { info, roster };
}
