import type { LedgerEntry } from "./ledger.ts";
import type { MessageRecord } from "./message-store.ts";

/** Takes messages out of the store for good: records, cards, sealed files, clips on their way, and whatever hangs on them. */
export interface Eraser {
  /** Notes that these are to be erased, durably: a kill between now and {@link hide} forgets nothing. */
  want(ids: readonly string[]): Promise<void>;
  /** The wish is taken back. */
  unwant(ids: readonly string[]): Promise<void>;
  /** What was wanted and is not hidden yet, also before this process began. */
  wanted(): Promise<readonly string[]>;
  /**
   * When it resolves nobody finds them any more, also after a kill, and nothing brings them back; their bytes still lie there,
   * until {@link finish}. None of them may change meanwhile; a few hundred at a time.
   * @param lived now, in lived time
   * @param entriesOf what the ledger says of each that was there; durable with it, or not at all
   * @returns what they were, those that were there
   */
  hide(
    ids: readonly string[],
    lived: number,
    entriesOf: (record: MessageRecord) => readonly LedgerEntry[],
  ): Promise<readonly MessageRecord[]>;
  /** Overwrites and removes what is hidden, goes on where a kill left, and leaves nothing of it in the index's files. */
  finish(lived: number): Promise<void>;
}
