import type { PublicKey } from "../contract/jws.ts";
import type { LedgerKind, LedgerPlace } from "../contract/ledger.ts";

/** What was handed to whom. Each entry names the hash of the one before; durable when it resolves. */
export interface Ledger {
  append(entry: LedgerEntry): Promise<void>;
  /** Oldest first; throws StoreError `store.ledger-broken` where the chain does not hold. */
  entries(): AsyncIterable<NumberedEntry>;
  /** Where the chain ends, once that is durable. */
  head(): Promise<LedgerPlace>;
  /** Up to `limit` entries after `number`, oldest first. The chain is not checked: whoever reads it does that. */
  after(number: number, limit: number): Promise<readonly NumberedEntry[]>;
  /**
   * Up to `limit` entries before `number`, newest first, and the place that they begin behind, as the store has it. The
   * chain is not checked.
   */
  before(
    number: number,
    limit: number,
  ): Promise<{ readonly entries: readonly NumberedEntry[]; readonly behind: LedgerPlace }>;
  /** The hash of one entry, as the store has it; `undefined` for a number that was not reached. */
  hashOf(number: number): Promise<string | undefined>;
}

export type NumberedEntry = LedgerEntry & { readonly number: number };

export interface LedgerEntry {
  /** Unix ms. */
  readonly at: number;
  readonly kind: LedgerKind;
  /** Public ids only: person, message, toy, slot. */
  readonly person: string | null;
  readonly subject: string | null;
  /** The device that did it, or that got it. */
  readonly device?: PublicKey;
}
