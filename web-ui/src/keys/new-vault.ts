import { sealBox } from "../../../hub/archive/box.ts";
import { type AgeIdentity, makeIdentity, recipientOf } from "../../../hub/archive/identity.ts";
import type { Signer } from "../../../hub/contract/jws.ts";
import type { Roster } from "../../../hub/contract/roster.ts";
import type { RosterEntry } from "../../../hub/contract/roster-entry.ts";
import type { ChangeVaultRequest } from "../../../hub/contract/vault-change.ts";
import { encodeVaultIdentity } from "./person-keys.ts";
import { signEntries } from "./sign-entries.ts";

export interface NewVault {
  readonly request: ChangeVaultRequest;
  readonly number: number;
  readonly identity: AgeIdentity;
}

/**
 * Everything that changes the lock: a new vault, boxed to each guardian who stays, whose keys are taken from the roster alone.
 * @param goes entries before that of the vault: who goes gets no box
 */
export async function makeNewVault(
  { hub, head, guardians, vault }: Roster,
  signer: Signer,
  goes: readonly Extract<RosterEntry, { kind: "person-out" }>[] = [],
): Promise<NewVault> {
  const identity = await makeIdentity();
  const next = { number: vault.number + 1, recipient: await recipientOf(identity) };
  const entries = await signEntries({ hub, head }, [...goes, { kind: "vault", vault: next }], signer);
  const gone = new Set(goes.map(({ person }) => person));
  const staying = [...guardians].filter(([person]) => !gone.has(person));
  const boxes = staying.map(async ([person, { recipient }]) => ({
    person,
    box: await sealBox(encodeVaultIdentity(identity), recipient),
  }));
  return { request: { entries, boxes: await Promise.all(boxes) }, number: next.number, identity };
}
