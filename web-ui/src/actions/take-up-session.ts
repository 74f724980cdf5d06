import { sessionInfo } from "../../../hub/contract/api.ts";
import { HubRefusal } from "../hub/errors.ts";
import type { SessionBinding } from "../hub/hub-client.ts";
import type { Page } from "../page-state.ts";
import { believeRoster, enter } from "./enter.ts";

/**
 * Goes on with a session that this browser kept, where the hub says that it counts; lets go of it where it does not.
 * @returns `endedBy`: who signed this device out from another one
 * @throws HubRefusal, HubUnreachable, SignatureError, KeyError
 */
export async function takeUpSession(
  page: Page,
  { nonce, ath }: SessionBinding,
): Promise<{ readonly isIn: true } | { readonly isIn: false; readonly endedBy: string | undefined }> {
  let endedBy: string | undefined;
  page.client.bind({ nonce, ath });
  try {
    const info = await page.client.call("GET", "/session", { schema: sessionInfo });
    const roster = await believeRoster(page, info);
    // A device that the roster does not name can neither send nor be vouched for without the passphrase.
    if (info.deviceCounts) {
      await enter(page, info, roster);
      return { isIn: true };
    }
  } catch (error) {
    if (!(error instanceof HubRefusal && error.problem.status === 401)) throw error;
    endedBy = error.problem.by;
  }
  page.client.bind(undefined);
  await page.store.endSession();
  return { isIn: false, endedBy };
}
