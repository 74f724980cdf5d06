import type { HouseCheckNote, HouseCheckNotes } from "../ports/house-check.ts";
import type { LedgerChain } from "./ledger-chain.ts";
import type { SealedIndex } from "./sealed-index.ts";

/** What was found at the last look: one entry of the index, written whole. A lost index loses it; the next look brings it back. */
export const openHouseCheckNotes = (parts: {
  readonly index: SealedIndex;
  readonly key: Buffer;
  readonly ledger: LedgerChain;
}): HouseCheckNotes => ({
  read: () => parts.index.get<HouseCheckNote>(parts.key),
  write: (note, entries) =>
    parts.index.commit([{ key: parts.key, value: note }, ...parts.ledger.writes(entries)]),
});
