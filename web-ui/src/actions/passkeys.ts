/** What a guardian does with passkeys: one touch signs in and opens. */
import { sealBox } from "../../../hub/archive/box.ts";
import { recipientOf } from "../../../hub/archive/identity.ts";
import { sessionInfo } from "../../../hub/contract/api.ts";
import { encodeBase64url } from "../../../hub/contract/base64url.ts";
import { passkeyNonce } from "../../../hub/contract/passkeys.ts";
import { HubUnreachable } from "../hub/errors.ts";
import { PasskeyError } from "../keys/errors.ts";
import { type OpenedSlot, openSlot } from "../keys/open-slot.ts";
import { passkeyIdentity } from "../keys/passkey-secret.ts";
import { encodePersonKeys } from "../keys/person-keys.ts";
import { newId } from "../new-id.ts";
import type { Page, Session } from "../page-state.ts";
import { deviceLabel } from "./device-label.ts";
import { believeRoster, enter } from "./enter.ts";
import { type PasskeySlot, passkeysHere } from "./passkeys-here.ts";
import { nameDevice } from "./sign-in.ts";
import { changeSlots, removeSlot } from "./slots.ts";

/**
 * One touch: the answer signs in, and what the authenticator makes of the same assertion opens the vault. No name is typed; the
 * passkey says whose it is.
 * @throws PasskeyError, HubRefusal, HubUnreachable, KeyError, SignatureError
 */
export async function signInWithPasskey(page: Page): Promise<void> {
  const { client, device } = page;
  client.bind(undefined);
  await client.card();
  const { nonce, rpId } = await client.call("POST", "/sign-in/passkey/nonce", { schema: passkeyNonce });
  const { answer, secret } = await page.authenticator.ask({ rpId, nonce });
  if (secret === undefined) throw opensNothing();
  const wrap = await passkeyIdentity(secret);
  const info = await client.call("POST", "/sign-in/passkey", {
    json: { answer, device: { key: device.publicKey, label: deviceLabel(navigator.userAgent) } },
    schema: sessionInfo,
  });
  const roster = await believeRoster(page, info);
  const { signer, vaults } = await openSlot(wrap, info, roster);
  if (info.deviceCounts) return enter(page, info, roster, vaults);
  client.bind({ nonce: info.nonce, ath: info.ath });
  const grown = await nameDevice(page, info, roster, signer);
  await enter(page, grown, await believeRoster(page, grown), vaults);
}

/** The person's keys, by one touch. Nothing is sent, so the answer is to no question of the hub's. @throws PasskeyError, KeyError */
export async function openWithPasskey(page: Page, session: Session): Promise<OpenedSlot> {
  const nonce = encodeBase64url(crypto.getRandomValues(new Uint8Array(32)));
  return (await askOwn(page, session, nonce)).opened;
}

/** @param nonce of the hub, where it is to see the answer. @throws PasskeyError, KeyError */
export async function askOwn(page: Page, { info, roster }: Session, nonce: string) {
  const slots = passkeysHere(page, { info });
  const [first] = slots;
  if (first === undefined) throw new PasskeyError("passkey.none-used", "none is for this address");
  const passkeys = slots.filter(({ rpId }) => rpId === first.rpId);
  const { answer, secret } = await page.authenticator.ask({ rpId: first.rpId, nonce, passkeys });
  if (secret === undefined) throw opensNothing();
  return { answer, opened: await openSlot(await passkeyIdentity(secret), info, roster) };
}

/**
 * Makes a passkey for this address, and its slot. Authenticators differ in when they first evaluate the PRF: one that does not at
 * the making is asked for one assertion, which nobody is shown.
 * @throws PasskeyError `passkey.no-secret` for one that has no PRF, HubRefusal, HubUnreachable
 */
export async function addPasskey(
  page: Page,
  session: Session,
  { keys, signer }: Pick<OpenedSlot, "keys" | "signer">,
): Promise<void> {
  const { client, authenticator } = page;
  const { nonce, rpId } = await client.call("POST", "/slots/passkey/nonce", { schema: passkeyNonce });
  const others = session.info.slots.filter((slot) => slot.kind === "passkey");
  const { person } = session.info;
  const { made, secret: early } = await authenticator.make({ rpId, nonce, person, others });
  try {
    const passkeys = [{ credential: made.id, transports: made.transports }];
    const secret = early ?? (await authenticator.ask({ rpId, nonce, passkeys })).secret;
    if (secret === undefined) throw opensNothing();
    const box = await sealBox(encodePersonKeys(keys), await recipientOf(await passkeyIdentity(secret)));
    const slot = { id: newId(), label: deviceLabel(navigator.userAgent), made, box };
    await changeSlots(page, session, signer, { kind: "add-passkey", slot }, "POST", "/slots", { nonce });
  } catch (error) {
    // Where no answer came, the hub may have it all the same.
    if (!(error instanceof HubUnreachable)) authenticator.forget(rpId, made.id);
    throw error;
  }
}

/** Its authenticator is told, too, where the browser can. @throws HubRefusal, HubUnreachable */
export async function removePasskey(
  page: Page,
  session: Session,
  opened: Pick<OpenedSlot, "signer">,
  { id, rpId, credential }: PasskeySlot,
): Promise<void> {
  await removeSlot(page, session, opened, id);
  if (page.authenticator.isFor(rpId)) page.authenticator.forget(rpId, credential);
}

const opensNothing = () =>
  new PasskeyError("passkey.no-secret", "the authenticator has no PRF: it could sign in and open nothing");
