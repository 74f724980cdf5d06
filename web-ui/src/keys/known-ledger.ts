import type { LedgerPin } from "../../../hub/contract/follow-ledger.ts";

/** What this browser remembers of a hub's ledger. */
export interface KnownLedger {
  readonly pin: LedgerPin;
  /** The entry up to which this device has countersigned, and when (Unix ms); `undefined` for not yet. */
  readonly signed: { readonly number: number; readonly at: number } | undefined;
  /** When all of it was last read from the first entry (Unix ms). */
  readonly auditedAt: number | undefined;
}
