import type { LivedNote } from "../domain/lived-time.ts";
import type { LivedNotes } from "../ports/lived-clock.ts";
import type { SealedIndex } from "./sealed-index.ts";

/** The one entry of the index that says how long the hub has lived. */
export const openLivedNotes = (index: SealedIndex, key: Buffer): LivedNotes => ({
  read: () => index.get<LivedNote>(key),
  write: (note) => index.commit([{ key, value: note }]),
});
