import type { LedgerEntry } from "../ports/ledger.ts";
import type { LedgerChain } from "./ledger-chain.ts";
import type { SealedIndex } from "./sealed-index.ts";

/** One entry of the index that is written whole, with what guardians are told of it. A lost index loses it. */
export const openToldNote = <T>(parts: {
  readonly index: SealedIndex;
  readonly key: Buffer;
  readonly ledger: LedgerChain;
}) => ({
  read: (): Promise<T | undefined> => parts.index.get<T>(parts.key),
  /** Durable when it resolves. */
  write: (note: T, entries: readonly LedgerEntry[]): Promise<void> =>
    parts.index.commit([{ key: parts.key, value: note }, ...parts.ledger.writes(entries)]),
});
