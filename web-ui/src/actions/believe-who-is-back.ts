import { sessionInfo } from "../../../hub/contract/api.ts";
import { HubUnreachable } from "../hub/errors.ts";
import type { Read } from "../hub/hub-client.ts";
import type { Page } from "../page-state.ts";
import { leave } from "./enter.ts";
import { showDistrust } from "./show-distrust.ts";
import { takeSession } from "./take-session.ts";

/**
 * A hub that was away may come back with an older folder: before anything is sent to it, its roster is held against what this
 * browser saw. What does not go on from there is told, and nothing is sent to that hub any more.
 * @throws HubUnreachable where it is not the one, or nobody is in here any more
 */
export async function believeWhoIsBack(page: Page, read: Read): Promise<void> {
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
}
