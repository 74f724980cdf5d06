import { sessionInfo } from "../../../hub/contract/api.ts";
import type { Page, Session } from "../page-state.ts";
import { believeRoster } from "./enter.ts";

/**
 * The session as the hub has it now: another device may have changed roster, vault or slots since.
 * @throws HubRefusal, HubUnreachable, SignatureError, KeyError
 */
export async function readAnew(page: Page): Promise<Session> {
  const info = await page.client.call("GET", "/session", { schema: sessionInfo });
  const session = { info, roster: await believeRoster(page, info) };
  page.session.value = session;
  return session;
}
