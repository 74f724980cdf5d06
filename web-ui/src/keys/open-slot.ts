import { openBox } from "../../../hub/archive/box.ts";
import { ArchiveError } from "../../../hub/archive/errors.ts";
import type { AgeIdentity } from "../../../hub/archive/identity.ts";
import type { SessionInfo } from "../../../hub/contract/api.ts";
import type { Signer } from "../../../hub/contract/jws.ts";
import type { Roster } from "../../../hub/contract/roster.ts";
import { KeyError } from "./errors.ts";
import { decodePersonKeys, type PersonKeys } from "./person-keys.ts";
import { signerOf } from "./signing-key.ts";
import { openVaults, type VaultIdentities } from "./vault-keys.ts";

export interface OpenedSlot {
  /** Certifies this person's devices, and orders changes of slots. */
  readonly signer: Signer;
  /** To put into another slot. */
  readonly keys: PersonKeys;
  readonly vaults: VaultIdentities;
}

/**
 * Opens what the hub keeps for a person, and believes none of it that the person's own keys and the roster do not bear out.
 * @param wrap made from the passphrase, or the recovery sheet itself
 * @throws KeyError
 */
export async function openSlot(
  wrap: AgeIdentity,
  info: Pick<SessionInfo, "vaults"> & {
    readonly person: Pick<SessionInfo["person"], "id">;
    readonly slots: readonly { readonly box: string }[];
  },
  roster: Roster,
): Promise<OpenedSlot> {
  const keys = await openPersonKeys(
    wrap,
    info.slots.map(({ box }) => box),
  );
  const signer = await signerOf(keys.signing);
  if (roster.guardians.get(info.person.id)?.signingKey !== signer.publicKey) {
    throw new KeyError("keys.not-mine", "the roster names another signing key for this person");
  }
  return { signer, keys, vaults: await openVaults(info.vaults, keys.identity, roster) };
}

/** The first of the boxes that opens. @throws KeyError `keys.wrong-passphrase`, `keys.slot-unreadable` */
async function openPersonKeys(wrap: AgeIdentity, boxes: readonly string[]): Promise<PersonKeys> {
  for (const box of boxes) {
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
