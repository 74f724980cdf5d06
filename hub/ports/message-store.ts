import type { DeclineReason, MessageState } from "../domain/message-state.ts";
import type { When } from "../domain/message-when.ts";
import type { LedgerEntry } from "./ledger.ts";

/** One step in a message's life, with why. Written before anybody is told. */
interface Transition {
  readonly state: MessageState;
  /** Unix ms. */
  readonly at: number;
  /** Fixed phrase or code: `sent`, `link-lost`, `child-pressed-paw`, ... */
  readonly cause: string;
}

/** One relative who has it. */
export interface Share {
  readonly person: string;
  /** age recipient that the file is sealed to: the person's, as the roster had it then. */
  readonly recipient: string;
  /** Unix ms. */
  readonly at: number;
  /** Of the file. */
  readonly bytes: number;
  readonly sha256: string;
}

export interface MessageRecord {
  readonly id: string;
  readonly direction: "to-toy" | "from-toy";
  readonly child: string;
  readonly toy: string | null;
  /** Person; `null` for the child's own recordings and drafts of the command line. */
  readonly author: string | null;
  /** Unix ms, as the wall clock had it. */
  readonly createdAt: number;
  /** Lived time when it came (`hub/domain/lived-time.ts`); an older hub did not note it. */
  readonly livedAt?: number;
  readonly milliseconds: number;
  readonly history: readonly Transition[];
  readonly failure: { readonly code: string; readonly retry: boolean } | null;
  /** Why a guardian let it go no further, and when, in lived time. */
  readonly declined?: { readonly reason: DeclineReason; readonly livedAt: number };
  /** Size of the sealed file; 0 when there is none, or none any more. */
  readonly sealedBytes: number;
  /** SHA-256 of the toy bytes: tells a repeated upload or recording from a new one. */
  readonly clip: string;
  /** To the toy, once stamped. */
  readonly stamp: string | null;
  /** Of the stamp, Unix ms; left out by an older hub, which took no stamp that did not count yet. */
  readonly notBefore?: number;
  /** When it is to go; left out for `now`. */
  readonly when?: When;
  /** The delivery command's id, made once, when it is first queued. */
  readonly delivery: string | null;
  /** Where it lies on the toy, 1..4; left out for the slot that the toy plays by itself, the first. */
  readonly slot?: number;
  /** Number of the vault it is sealed to. */
  readonly vault: number;
  /** Whom a guardian gave it to. */
  readonly shares?: readonly Share[];
  /** A copy of this item of the library: nothing of it is sealed, and it makes room for any message. */
  readonly library?: string;
  /** Stays when its time is over, until a guardian erases it. */
  readonly kept?: true;
}

/** What an erasing by age, and a count, need to know of a message. */
export interface KeptMessage {
  readonly counter: number;
  /** Lived time when it came. */
  readonly livedAt: number;
  /** Size of the sealed file. */
  readonly bytes: number;
  readonly isKept: boolean;
}

/** Of one child. */
export interface MessageCount {
  readonly messages: number;
  /** Of the sealed files. */
  readonly bytes: number;
  /** With a star. */
  readonly starred: number;
}

/** Every promise here resolves once the change is durable (`sync: true`). */
export interface MessageStore {
  /**
   * @param ledger entries that are durable with it, or not at all
   * @throws StoreError `store.exists` for an id that is taken, `store.erased` for one that was
   */
  add(record: MessageRecord, ledger?: readonly LedgerEntry[]): Promise<void>;
  get(id: string): Promise<MessageRecord | undefined>;
  /** Whether there was a message of this id that was erased. Known for a month: whoever still sends it is told. */
  wasErased(id: string): Promise<boolean>;
  /** A child's messages, the first that came first. Does not read the whole store. */
  ofChild(child: string): AsyncIterable<KeptMessage>;
  /** How many those are, and how much. Reads them at the first question only. */
  countOf(child: string): Promise<MessageCount>;
  byCounter(counter: number): Promise<MessageRecord | undefined>;
  /** What this person sent, or was given; the last added first. Does not read the whole store. */
  ofPerson(person: string): AsyncIterable<MessageRecord>;
  /** Replaces the record: the caller has appended to `history`. @throws StoreError `store.missing` */
  update(record: MessageRecord, ledger?: readonly LedgerEntry[]): Promise<void>;
  /** Last added first; `before` is the id to go on from. @throws StoreError `store.missing` when it is no message's */
  newest(limit: number, before?: string): Promise<readonly MessageRecord[]>;
  /** All that the hub still has work with (`isOpen`), oldest first; not drafts nor what failed. Kept in an index; does not read the whole store. */
  open(): Promise<readonly MessageRecord[]>;
}
