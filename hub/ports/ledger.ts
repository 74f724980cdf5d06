/** What was handed to whom. Each entry names the hash of the one before; durable when it resolves. */
export interface Ledger {
  append(entry: LedgerEntry): Promise<void>;
  /** Oldest first; throws StoreError `store.ledger-broken` where the chain does not hold. */
  entries(): AsyncIterable<LedgerEntry & { readonly number: number }>;
}

export interface LedgerEntry {
  /** Unix ms. */
  readonly at: number;
  readonly kind:
    | "claimed"
    | "signed-in"
    | "sign-in-failed"
    | "slot-added"
    | "slot-tested"
    | "slot-removed"
    | "passphrase-changed"
    | "device-signed-out"
    | "clip-taken-in"
    | "clip-handed-out"
    | "clip-to-toy"
    | "report-taken-in"
    | "report-read"
    | "toy-claimed"
    | "roster-grew";
  /** Public ids only: person, message, toy, slot. */
  readonly person: string | null;
  readonly subject: string | null;
}
