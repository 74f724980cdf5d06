import type { SignalNotes, ToySignals } from "../ports/signal-notes.ts";
import type { SealedIndex } from "./sealed-index.ts";

/** The one entry of the index that says how near toys were. */
export const openSignalNotes = (index: SealedIndex, key: Buffer): SignalNotes => ({
  read: async () => (await index.get<readonly ToySignals[]>(key)) ?? [],
  write: (toys) => index.commit([{ key, value: toys }]),
});
