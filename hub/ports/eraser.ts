import type { LedgerEntry } from "./ledger.ts";
import type { MessageRecord } from "./message-store.ts";

/** What is being erased, or was: it stays, as the receipt. Names nobody. */
export interface Erasure {
  /** Counts up from 1. */
  readonly number: number;
  readonly what: "message" | "keep-time" | "child" | "person";
  /** Id of the child or the person; never shown. */
  readonly subject?: string;
  /** Who wanted it; `null` where the time of keeping was over. */
  readonly by: string | null;
  /** Unix ms. */
  readonly askedAt: number;
  /** When the last byte of it was overwritten. */
  readonly doneAt: number | null;
  readonly messages: number;
  /** Of the sealed files. */
  readonly bytes: number;
  /** How many a toy may still hold. */
  readonly onToys: number;
}

/** Takes messages out of the store for good: records, cards, sealed files, clips on their way, and whatever hangs on them. */
export interface Eraser {
  /** Notes, durably, what is to be erased: from here on a kill forgets nothing of it. @returns its number */
  begin(
    erasure: Omit<Erasure, "number" | "doneAt">,
    ids: readonly string[],
    ledger: readonly LedgerEntry[],
  ): Promise<number>;
  /** Takes the wish back, as if it had never been; only while none of it is hidden. @returns whether it was in time */
  takeBack(erasure: number): Promise<boolean>;
  /** What was begun and is not hidden yet, also before this process began. */
  wanted(erasure: number): Promise<readonly string[]>;
  /** Begun, and not done. */
  unfinished(): Promise<readonly Erasure[]>;
  /** Newest first. */
  receipts(limit: number): Promise<readonly Erasure[]>;
  /**
   * When it resolves nobody finds these any more, also after a kill, and nothing brings them back; their bytes still lie there,
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
  /**
   * Overwrites and removes what is hidden, goes on where a kill left, and leaves nothing of it in the index's files.
   * @param onErased told, after each message, of how many files still lie there
   */
  finish(lived: number, onErased?: (left: number) => void): Promise<void>;
  /**
   * Everything the hub keeps: it ends, and what starts in its place is a new hub. Resolves when nothing can keep it from that.
   * @param backups folders of backups that go with it
   */
  everything(backups: readonly string[]): Promise<void>;
  /** Nothing of it is left. @param at Unix ms */
  end(erasure: number, at: number): Promise<void>;
}
