import type { HomeNote, HomeNotes } from "../ports/home-notes.ts";
import type { SealedIndex } from "./sealed-index.ts";

/** The one entry of the index with the home name's authority, its key, and what it issued last. */
export const openHomeNotes = (index: SealedIndex, key: Buffer): HomeNotes => ({
  read: () => index.get<HomeNote>(key),
  write: (note) => index.commit([{ key, value: note }]),
});
