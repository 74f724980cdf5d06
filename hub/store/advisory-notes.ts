import type { AdvisoryNote, AdvisoryNotes } from "../ports/advisories.ts";
import type { LedgerChain } from "./ledger-chain.ts";
import type { SealedIndex } from "./sealed-index.ts";

/** What was heard of weaknesses: one entry of the index, written whole. A lost index loses it; the next list brings it back. */
export const openAdvisoryNotes = (parts: {
  readonly index: SealedIndex;
  readonly key: Buffer;
  readonly ledger: LedgerChain;
}): AdvisoryNotes => ({
  read: () => parts.index.get<AdvisoryNote>(parts.key),
  write: (note, entries) =>
    parts.index.commit([{ key: parts.key, value: note }, ...parts.ledger.writes(entries)]),
});
