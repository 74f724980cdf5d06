import { derivePassphraseKeys, type PassphraseKeys } from "../../../hub/archive/derive-keys.ts";
import { type SessionInfo, saltResponse, sessionInfo } from "../../../hub/contract/api.ts";
import { parseBase64url } from "../../../hub/contract/base64url.ts";
import type { Signer } from "../../../hub/contract/jws.ts";
import type { Roster } from "../../../hub/contract/roster.ts";
import { signRosterEntry } from "../../../hub/contract/roster-entry.ts";
import { HubRefusal } from "../hub/errors.ts";
import { KeyError } from "../keys/errors.ts";
import { type OpenedSlot, openSlot } from "../keys/open-slot.ts";
import type { Page, Session } from "../page-state.ts";
import { deviceLabel } from "./device-label.ts";
import { believeRoster, enter } from "./enter.ts";

/** @throws HubRefusal, HubUnreachable, KeyError, SignatureError */
export async function signIn(page: Page, name: string, passphrase: string): Promise<void> {
  page.client.bind(undefined);
  await page.client.card();
  const { salt } = await page.client.call("POST", "/sign-in/salt", { json: { name }, schema: saltResponse });
  const { wrap, auth } = await derive(page, passphrase, salt);
  const device = { key: page.device.publicKey, label: deviceLabel(navigator.userAgent) };
  const info = await page.client.call("POST", "/sign-in", {
    json: { name, auth, device },
    schema: sessionInfo,
  });
  const roster = await believeRoster(page, info);
  const { signer, vaults } = await openSlot(wrap, info, roster);
  if (info.deviceCounts) return enter(page, info, roster, vaults);
  page.client.bind({ nonce: info.nonce, ath: info.ath });
  const grown = await nameDevice(page, info, roster, signer);
  await enter(page, grown, await believeRoster(page, grown), vaults);
}

/** The person's keys, for what a signed-in browser alone may not do. Nothing is sent. @throws KeyError */
export const openWithPassphrase = async (
  page: Page,
  session: Session,
  passphrase: string,
): Promise<OpenedSlot> => (await openAndProve(page, session, passphrase)).opened;

/** The same, with what shows the hub that the passphrase is known. @throws KeyError */
export async function openAndProve(
  page: Page,
  { info, roster }: Session,
  passphrase: string,
): Promise<{ readonly opened: OpenedSlot; readonly auth: string }> {
  const slot = info.slots.find(({ kind }) => kind === "passphrase");
  if (slot?.kind !== "passphrase") throw new KeyError("keys.wrong-passphrase", "there is no passphrase");
  const { wrap, auth } = await derive(page, passphrase, slot.salt);
  return { opened: await openSlot(wrap, info, roster), auth };
}

/** Devices that are vouched for at one moment take turns: each try lets one of them through. */
const MOST_TRIES = 5;

/** The person's own key vouches for this device, so that its stamps count. */
export async function nameDevice(
  page: Page,
  info: SessionInfo,
  roster: Roster,
  signer: Signer,
): Promise<SessionInfo> {
  const wish = { kind: "device", person: info.person.id, deviceKey: page.device.publicKey } as const;
  const path = info.person.role === "relative" ? "/post/devices" : "/roster";
  let { head } = roster;
  for (let tries = 1; ; tries += 1) {
    const entry = await signRosterEntry(roster.hub, head, wish, signer);
    try {
      return await page.client.call("POST", path, { json: { entry }, schema: sessionInfo });
    } catch (error) {
      const hasGrown = error instanceof HubRefusal && error.code === "roster.refused";
      if (!hasGrown || tries === MOST_TRIES) throw error;
    }
    // The roster may have grown since: this one goes on from there.
    const now = await page.client.call("GET", "/session", { schema: sessionInfo });
    head = (await believeRoster(page, now)).head;
  }
}

function derive(page: Page, passphrase: string, salt: string): Promise<PassphraseKeys> {
  const bytes = parseBase64url(salt);
  if (bytes === undefined) throw new TypeError("the schema lets no other salt through");
  return derivePassphraseKeys(passphrase, bytes, page.hashPassphrase);
}
