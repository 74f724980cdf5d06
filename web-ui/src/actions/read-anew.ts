import { sessionInfo } from "../../../hub/contract/api.ts";
import { HubUnreachable } from "../hub/errors.ts";
import type { Page, Session } from "../page-state.ts";
import { believeRoster, leave, showDistrust } from "./enter.ts";
import { takeSession } from "./take-session.ts";

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

/**
 * A hub that was away may come back with an older folder: before anything is sent to it, its roster is held against what this
 * browser saw. What does not go on from there is told, and nothing is sent to that hub any more.
 */
export function believeWhoIsBack(page: Page): void {
  page.client.whenBack(async (read) => {
    const info = await read("/session", sessionInfo);
    page.client.setClock(info.now);
    try {
      const known = page.session.value;
      if (known === undefined) return;
      await takeSession(page, info);
      // Taken off the list meanwhile: it can neither send nor be vouched for without the passphrase.
      if (info.deviceCounts) return;
      await leave(page, true);
    } catch (error) {
      if (!showDistrust(page, error)) throw error;
      throw new HubUnreachable("another list of people than before", { cause: error });
    }
    throw new HubUnreachable("nobody is in here any more");
  });
}
