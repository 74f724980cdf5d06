import { sessionInfo } from "../../../hub/contract/api.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { KeyError } from "../keys/errors.ts";
import { makeFirstGuardian } from "../keys/first-guardian.ts";
import type { Page } from "../page-state.ts";
import { deviceLabel } from "./device-label.ts";
import { believeRoster, enter } from "./enter.ts";

export interface ClaimWish {
  readonly hub: PublicId;
  readonly code: string;
  readonly name: string;
  readonly passphrase: string;
}

/** Makes this person the hub's first guardian. @throws HubRefusal, HubUnreachable, KeyError, SignatureError */
export async function claimHub(page: Page, wish: ClaimWish): Promise<void> {
  const device = { key: page.device.publicKey, label: deviceLabel(navigator.userAgent) };
  const { request, vault } = await makeFirstGuardian({ ...wish, device }, page.hashPassphrase);
  const info = await page.client.call("POST", "/claim", {
    json: { ...request, code: wish.code },
    schema: sessionInfo,
  });
  const roster = await believeRoster(page, info);
  // A hub that answers with a roster other than the one just made here is not to be believed from the first minute.
  if (info.roster.join() !== request.roster.join())
    throw new KeyError("keys.not-mine", "another roster came back");
  await enter(page, info, roster, new Map([[roster.vault.number, vault]]));
}
