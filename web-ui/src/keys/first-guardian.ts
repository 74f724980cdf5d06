/** Everything that the first guardian's browser makes before it asks the hub to take it: keys, vault, roster. */
import type { z } from "zod";
import { sealBox } from "../../../hub/archive/box.ts";
import { type AgeIdentity, makeIdentity, recipientOf } from "../../../hub/archive/identity.ts";
import type { claimRequest } from "../../../hub/contract/api.ts";
import { encodeBase64url } from "../../../hub/contract/base64url.ts";
import type { PublicKey } from "../../../hub/contract/jws.ts";
import { makePublicId, type PublicId } from "../../../hub/contract/public-id.ts";
import { signRosterEntry } from "../../../hub/contract/roster-entry.ts";
import { sha256 } from "../../../hub/contract/sha256.ts";
import { derivePassphraseKeys, type PassphraseHash } from "./derive-keys.ts";
import { encodePersonKeys, encodeVaultIdentity, makePersonKeys } from "./person-keys.ts";
import { signerOf } from "./signing-key.ts";

export interface FirstGuardian {
  readonly hub: PublicId;
  readonly code: string;
  readonly name: string;
  readonly passphrase: string;
  readonly device: { readonly key: PublicKey; readonly label: string };
}

export type ClaimRequest = z.output<typeof claimRequest>;

export async function makeFirstGuardian(
  wish: FirstGuardian,
  hash: PassphraseHash,
): Promise<{ readonly request: ClaimRequest; readonly vault: AgeIdentity }> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const { wrap, auth } = await derivePassphraseKeys(wish.passphrase, salt, hash);
  const keys = await makePersonKeys();
  const recipient = await recipientOf(keys.identity);
  const vault = await makeIdentity();
  const vaultRecipient = await recipientOf(vault);
  const person = makePublicId(crypto.getRandomValues(new Uint8Array(16)));
  const signer = await signerOf(keys.signing);
  const guardian = await signRosterEntry(
    wish.hub,
    null,
    {
      kind: "guardian",
      person,
      recipient,
      signingKey: signer.publicKey,
      vault: { number: 1, recipient: vaultRecipient },
    },
    signer,
  );
  const device = await signRosterEntry(
    wish.hub,
    await sha256(new TextEncoder().encode(guardian)),
    { kind: "device", person, deviceKey: wish.device.key },
    signer,
  );
  const request: ClaimRequest = {
    code: wish.code,
    person: { id: person, name: wish.name, recipient, signingKey: signer.publicKey },
    auth,
    slot: {
      kind: "passphrase",
      salt: encodeBase64url(salt),
      box: await sealBox(encodePersonKeys(keys), await recipientOf(wrap)),
    },
    vault: {
      number: 1,
      recipient: vaultRecipient,
      box: await sealBox(encodeVaultIdentity(vault), recipient),
    },
    roster: [guardian, device],
    device: wish.device,
  };
  return { request, vault };
}
