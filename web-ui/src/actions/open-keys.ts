import type { OpenedSlot } from "../keys/open-slot.ts";
import type { Page, Session } from "../page-state.ts";
import { enter } from "./enter.ts";
import { openWithPasskey } from "./passkeys.ts";
import { readAnew } from "./read-anew.ts";
import { openWithPassphrase } from "./sign-in.ts";

/** What the person opens their keys with, here and now. */
export type Way = { readonly by: "passphrase"; readonly passphrase: string } | { readonly by: "passkey" };

/** The person's keys, for what a signed-in browser alone may not do. @throws KeyError, PasskeyError */
const openKeys = (page: Page, session: Session, way: Way): Promise<OpenedSlot> =>
  way.by === "passkey" ? openWithPasskey(page, session) : openWithPassphrase(page, session, way.passphrase);

/** The same, with the slots as the hub has them now. @throws also HubRefusal, HubUnreachable, SignatureError */
export async function openAnew(page: Page, way: Way): Promise<readonly [Session, OpenedSlot]> {
  const session = await readAnew(page);
  return [session, await openKeys(page, session, way)];
}

/**
 * Opens the vaults again in a browser that is signed in, also one that another guardian's browser has made meanwhile. The
 * passphrase or passkey is tried here, nothing is sent of it.
 * @throws KeyError, PasskeyError, HubRefusal, HubUnreachable, SignatureError
 */
export async function unlock(page: Page, way: Way): Promise<void> {
  const [session, { vaults }] = await openAnew(page, way);
  await enter(page, session.info, session.roster, vaults);
}
