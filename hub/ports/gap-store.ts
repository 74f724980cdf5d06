import type { GapView } from "../contract/gaps.ts";
import type { LedgerEntry } from "./ledger.ts";

/** Gaps that left something, a few dozen of all toys' together: the oldest makes room. */
export interface GapStore {
  /** Oldest first. */
  all(): readonly GapView[];
  /** Durable when it resolves, with what is entered for it, or not at all. Of a gap that is known, nothing happens. */
  add(gap: GapView, ledger: readonly LedgerEntry[]): Promise<void>;
  /** Forgets those of one toy. */
  forget(toy: string): Promise<void>;
}
