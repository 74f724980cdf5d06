import { sealBox } from "../../../hub/archive/box.ts";
import { type AgeIdentity, makeIdentity, recipientOf } from "../../../hub/archive/identity.ts";
import type { Signer } from "../../../hub/contract/jws.ts";
import type { Roster } from "../../../hub/contract/roster.ts";
import { type RosterEntry, signRosterEntry } from "../../../hub/contract/roster-entry.ts";
import { sha256 } from "../../../hub/contract/sha256.ts";
import type { ChangeVaultRequest } from "../../../hub/contract/vault-change.ts";
import { encodeVaultIdentity } from "./person-keys.ts";

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
  const entries: string[] = [];
  let prev = head;
  for (const entry of [...goes, { kind: "vault", vault: next } as const]) {
    const signed = await signRosterEntry(hub, prev, entry, signer);
    entries.push(signed);
    prev = await sha256(new TextEncoder().encode(signed));
  }
  const gone = new Set(goes.map(({ person }) => person));
  const staying = [...guardians].filter(([person]) => !gone.has(person));
  const boxes = staying.map(async ([person, { recipient }]) => ({
    person,
    box: await sealBox(encodeVaultIdentity(identity), recipient),
  }));
  return { request: { entries, boxes: await Promise.all(boxes) }, number: next.number, identity };
}
