/** Everything that a first guardian's browser makes before it asks the hub to take it: keys, vault, roster. */
import { sealBox } from "../../../hub/archive/box.ts";
import { derivePassphraseKeys, type PassphraseHash } from "../../../hub/archive/derive-keys.ts";
import { type AgeIdentity, makeIdentity, recipientOf } from "../../../hub/archive/identity.ts";
import { encodeBase64url } from "../../../hub/contract/base64url.ts";
import type { PublicKey } from "../../../hub/contract/jws.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { signRosterEntry } from "../../../hub/contract/roster-entry.ts";
import { sha256 } from "../../../hub/contract/sha256.ts";
import type { AnewRequest } from "../../../hub/contract/starting-anew.ts";
import { newId } from "../new-id.ts";
import { encodePersonKeys, encodeVaultIdentity, makePersonKeys } from "./person-keys.ts";
import { signerOf } from "./signing-key.ts";

export interface FirstGuardian {
  readonly hub: PublicId;
  readonly name: string;
  readonly passphrase: string;
  readonly device: { readonly key: PublicKey; readonly label: string };
}

/** @param vaultNumber 1, but where the hub started anew: numbers go on, so that no clip is taken for another vault's */
export async function makeFirstGuardian(
  wish: FirstGuardian,
  hash: PassphraseHash,
  vaultNumber = 1,
): Promise<{ readonly request: AnewRequest; readonly vault: AgeIdentity }> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const { wrap, auth } = await derivePassphraseKeys(wish.passphrase, salt, hash);
  const keys = await makePersonKeys();
  const recipient = await recipientOf(keys.identity);
  const vault = await makeIdentity();
  const vaultRecipient = await recipientOf(vault);
  const person = newId();
  const signer = await signerOf(keys.signing);
  const guardian = await signRosterEntry(
    wish.hub,
    null,
    {
      kind: "guardian",
      person,
      recipient,
      signingKey: signer.publicKey,
      vault: { number: vaultNumber, recipient: vaultRecipient },
    },
    signer,
  );
  const device = await signRosterEntry(
    wish.hub,
    await sha256(new TextEncoder().encode(guardian)),
    { kind: "device", person, deviceKey: wish.device.key },
    signer,
  );
  const request: AnewRequest = {
    person: { id: person, name: wish.name, recipient, signingKey: signer.publicKey },
    auth,
    slot: {
      kind: "passphrase",
      salt: encodeBase64url(salt),
      box: await sealBox(encodePersonKeys(keys), await recipientOf(wrap)),
    },
    vault: {
      number: vaultNumber,
      recipient: vaultRecipient,
      box: await sealBox(encodeVaultIdentity(vault), recipient),
    },
    roster: [guardian, device],
    device: wish.device,
  };
  return { request, vault };
}
