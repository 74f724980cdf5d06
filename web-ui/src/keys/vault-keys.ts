import { openBox } from "../../../hub/archive/box.ts";
import { type AgeIdentity, recipientOf } from "../../../hub/archive/identity.ts";
import type { SessionInfo } from "../../../hub/contract/api.ts";
import type { Roster } from "../../../hub/contract/roster.ts";
import { KeyError } from "./errors.ts";
import { decodeVaultIdentity } from "./person-keys.ts";

/** What opens the family's recordings, by the number of the vault. Older ones are there until nothing is sealed to them any more. */
export type VaultIdentities = ReadonlyMap<number, AgeIdentity>;
/** The same as a page may keep it. */
export type VaultKeys = ReadonlyMap<number, CryptoKey | AgeIdentity>;

/**
 * Opens every box of a guardian's. The vault that the roster names must be among them: what is sealed goes there. Of the
 * older ones those that open; one that is damaged keeps nobody from the rest.
 * @param identity the guardian's own
 * @throws KeyError `keys.not-mine`, `keys.vault-unreadable`
 */
export async function openVaults(
  boxes: SessionInfo["vaults"],
  identity: AgeIdentity | CryptoKey,
  { vault }: Pick<Roster, "vault">,
): Promise<VaultIdentities> {
  const opened = new Map<number, AgeIdentity>();
  for (const { number, box } of boxes) {
    try {
      opened.set(number, await openVault(box, identity));
    } catch (error) {
      if (number === vault.number) throw error;
    }
  }
  const newest = opened.get(vault.number);
  if (newest === undefined || (await recipientOf(newest)) !== vault.recipient)
    throw new KeyError("keys.not-mine", "the roster names another vault");
  return opened;
}

async function openVault(box: string, identity: AgeIdentity | CryptoKey): Promise<AgeIdentity> {
  const bytes = await openBox(box, identity).catch((cause: unknown) => {
    throw new KeyError("keys.vault-unreadable", "the vault's box does not open", { cause });
  });
  const vault = decodeVaultIdentity(bytes);
  if (vault === undefined) throw new KeyError("keys.vault-unreadable", "no identity in the vault's box");
  return vault;
}
