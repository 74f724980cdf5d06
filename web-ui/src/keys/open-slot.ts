import { openBox } from "../../../hub/archive/box.ts";
import { ArchiveError } from "../../../hub/archive/errors.ts";
import { type AgeIdentity, recipientOf } from "../../../hub/archive/identity.ts";
import type { SessionInfo } from "../../../hub/contract/api.ts";
import type { Signer } from "../../../hub/contract/jws.ts";
import type { Roster } from "../../../hub/contract/roster.ts";
import { KeyError } from "./errors.ts";
import { decodePersonKeys, decodeVaultIdentity, type PersonKeys } from "./person-keys.ts";
import { signerOf } from "./signing-key.ts";

export interface OpenedSlot {
  /** Certifies this person's devices, and orders changes of slots. */
  readonly signer: Signer;
  /** To put into another slot. */
  readonly keys: PersonKeys;
  readonly vault: AgeIdentity;
}

/**
 * Opens what the hub keeps for a person, and believes none of it that the person's own keys and the roster do not bear out.
 * @param wrap made from the passphrase, or the recovery sheet itself
 * @throws KeyError
 */
export async function openSlot(wrap: AgeIdentity, info: SessionInfo, roster: Roster): Promise<OpenedSlot> {
  const keys = await openPersonKeys(wrap, info);
  const signer = await signerOf(keys.signing);
  if (roster.guardians.get(info.person.id)?.signingKey !== signer.publicKey) {
    throw new KeyError("keys.not-mine", "the roster names another signing key for this person");
  }
  // What is sealed goes to the roster's vault, so that is the one whose key must be here.
  const boxed = info.vaults.find(({ number }) => number === roster.vault.number);
  if (boxed === undefined) throw new KeyError("keys.not-mine", "the roster names another vault");
  const box = await openBox(boxed.box, keys.identity).catch((cause: unknown) => {
    throw new KeyError("keys.vault-unreadable", "the vault's box does not open", { cause });
  });
  const vault = decodeVaultIdentity(box);
  if (vault === undefined) throw new KeyError("keys.vault-unreadable", "no identity in the vault's box");
  if ((await recipientOf(vault)) !== roster.vault.recipient) {
    throw new KeyError("keys.not-mine", "the roster names another vault");
  }
  return { signer, keys, vault };
}

async function openPersonKeys(wrap: AgeIdentity, info: SessionInfo): Promise<PersonKeys> {
  for (const { box } of info.slots) {
    try {
      const keys = decodePersonKeys(await openBox(box, wrap));
      if (keys === undefined) throw new KeyError("keys.slot-unreadable", "not the keys of a person");
      return keys;
    } catch (error) {
      // Another slot may be the one that this passphrase opens.
      if (!(error instanceof ArchiveError && error.code === "archive.wrong-key")) throw error;
    }
  }
  throw new KeyError("keys.wrong-passphrase", "no slot opens with this passphrase");
}
