/** A guardian with a passkey in the pocket, without a page: what the hub is asked and told. */
import { sealBox } from "../../hub/archive/box.ts";
import { recipientOf } from "../../hub/archive/identity.ts";
import { type SessionInfo, sessionInfo } from "../../hub/contract/api.ts";
import type { Signer } from "../../hub/contract/jws.ts";
import { type PasskeyAnswer, passkeyNonce } from "../../hub/contract/passkeys.ts";
import { signSlotOrder, slotList } from "../../hub/contract/slots.ts";
import type { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import { passkeyIdentity } from "../../web-ui/src/keys/passkey-secret.ts";
import { randomId } from "./guardian.ts";
import type { SignedInBrowser } from "./own-devices.ts";
import type { SoftAuthenticator } from "./soft-authenticator.ts";

/** Makes a passkey and its slot. What lies in the box is nobody's keys: who wants it to open uses the page's own verbs. */
export async function addPasskey(
  { client, person, info }: Pick<SignedInBrowser, "client" | "person" | "info">,
  phone: SoftAuthenticator,
): Promise<void> {
  const { nonce, rpId } = await client.call("POST", "/slots/passkey/nonce", { schema: passkeyNonce });
  const { made } = await phone.make({ rpId, nonce, person: info.person, others: [] });
  const { secret } = await phone.ask({ rpId, nonce: "any" });
  const recipient = await recipientOf(await passkeyIdentity(secret ?? new Uint8Array()));
  const box = await sealBox(new TextEncoder().encode("keys"), recipient);
  const slot = { id: randomId(), label: "Test", made, box };
  const order = await signSlotOrder(info.hub, info.person.id, nonce, { kind: "add-passkey", slot }, person);
  await client.call("POST", "/slots", { json: { order }, schema: slotList });
}

/** The hub's question, answered; for a sign-in by `client`. */
export async function answerSignIn(client: HubClient, phone: SoftAuthenticator): Promise<PasskeyAnswer> {
  const { nonce, rpId } = await client.call("POST", "/sign-in/passkey/nonce", { schema: passkeyNonce });
  return (await phone.ask({ rpId, nonce })).answer;
}

export const signInWith = (client: HubClient, device: Signer, answer: PasskeyAnswer): Promise<SessionInfo> =>
  client.call("POST", "/sign-in/passkey", {
    json: { answer, device: { key: device.publicKey, label: "Test" } },
    schema: sessionInfo,
  });
