/** A small durable store of facts: JSON values under text keys. The bridge and the delivery journal build on it. */

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** Longest value as JSON, UTF-8 bytes. */
export const MAX_VALUE_BYTES = 65_536;
/** All entries together as JSON, UTF-8 bytes. */
export const MAX_TOTAL_BYTES = 2 * 1_048_576;

/** What is durable now. */
export interface JournalView {
  get(key: string): JsonValue | undefined;
  /** Every entry whose key starts with `prefix`, in the order of the keys. */
  entries(prefix: string): readonly (readonly [key: string, value: JsonValue])[];
}

/**
 * Facts only: ids, hashes, lengths, times, signatures. Never audio.
 *
 * Reads show what is durable: a value appears in `get` when its `put` resolves. Every call may throw `JournalError`.
 */
export interface Journal extends JournalView, AsyncDisposable {
  /** Durable when it resolves. Calls made together share one write. */
  put(key: string, value: JsonValue): Promise<void>;
  delete(key: string): Promise<void>;
  /** Several changes at once: after a crash all of them are there or none. `undefined` deletes. */
  change(changes: readonly (readonly [key: string, value: JsonValue | undefined])[]): Promise<void>;
}
