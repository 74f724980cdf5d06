import { parseSealedForm } from "../archive/age-file.ts";
import { sealClip } from "../archive/sealed-clip.ts";
import type { About } from "../contract/about.ts";
import { parseBase64url } from "../contract/base64url.ts";
import type { Household } from "../ports/household.ts";
import type { Vault } from "../ports/vault.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import { VaultError } from "./errors.ts";

/** An age identity is 75 bytes with its line end. */
const MOST_BOXED = 256;

/**
 * Seals to the recipient that the signed roster names, never to one that merely lies in the store: who could change the
 * store could otherwise have every recording sealed to a key of their own. Holds no key that opens.
 */
export function openVault({ household }: { readonly household: Pick<Household, "roster"> }): Vault {
  const currentVault = async () => {
    if (household.roster().length === 0) throw new VaultError("no guardian has claimed this hub yet");
    return (await verifiedRoster(household)).vault;
  };
  return {
    /** @throws VaultError `vault.none`; SignatureError when the roster does not hold */
    async seal(facts: About, toyBytes: Uint8Array, wav: Uint8Array) {
      const { number, recipient } = await currentVault();
      return { sealed: await sealClip(facts, toyBytes, wav, [recipient]), number };
    },
    formOf: parseSealedForm,
    isBox(box) {
      const form = parseSealedForm(parseBase64url(box) ?? new Uint8Array());
      return form?.recipients === 1 && form.payloadBytes <= MOST_BOXED;
    },
  };
}
