import type { SealedIndex } from "./sealed-index.ts";

/** One entry of the index that is read and written whole, with whatever it holds of keys. */
export const openSealedNote = <T>(index: SealedIndex, key: Buffer) => ({
  read: (): Promise<T | undefined> => index.get<T>(key),
  /** Durable when it resolves. */
  write: (note: T): Promise<void> => index.commit([{ key, value: note }]),
});
