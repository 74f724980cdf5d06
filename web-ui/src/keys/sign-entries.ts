import type { Signer } from "../../../hub/contract/jws.ts";
import type { Roster } from "../../../hub/contract/roster.ts";
import { type RosterEntry, signRosterEntry } from "../../../hub/contract/roster-entry.ts";
import { sha256 } from "../../../hub/contract/sha256.ts";

/** Entries that follow each other, the first behind the roster's head. */
export async function signEntries(
  { hub, head }: Pick<Roster, "hub" | "head">,
  entries: readonly RosterEntry[],
  signer: Signer,
): Promise<string[]> {
  const signed: string[] = [];
  let prev = head;
  for (const entry of entries) {
    const next = await signRosterEntry(hub, prev, entry, signer);
    signed.push(next);
    prev = await sha256(new TextEncoder().encode(next));
  }
  return signed;
}
