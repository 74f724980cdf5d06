import type { HouseCheckView, Verdict } from "../contract/house-check.ts";
import type { LedgerEntry } from "./ledger.ts";

/** What one check found, by whoever may look there. */
export interface Seen {
  /** Of an older version it may be one that is not known any more. */
  readonly id: string;
  readonly verdict: Verdict;
}

/** Looks at the house that the hub is in, each day, and tells guardians of what is wrong. */
export interface HouseCheck {
  view(): HouseCheckView;
  /** Looks now. */
  look(): Promise<void>;
  /** Takes what somebody at the machine saw, who may look where the hub may not: `pawpost doctor --tell`. */
  take(seen: readonly Seen[]): Promise<void>;
}

export interface HouseCheckNote {
  /** When the hub looked itself, Unix ms; `null`: not yet. */
  readonly lookedAt: number | null;
  readonly seen: readonly (Seen & { readonly at: number })[];
  /** Of which guardians know that they are wrong. */
  readonly told: readonly string[];
}

export interface HouseCheckNotes {
  read(): Promise<HouseCheckNote | undefined>;
  /** With what is told of it, in one write; durable when it resolves. */
  write(note: HouseCheckNote, ledger: readonly LedgerEntry[]): Promise<void>;
}
