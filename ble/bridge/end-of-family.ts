/** What is left in a room's memory when the machine leaves the family: which toys are to be emptied, and nothing else. */
import type { JournalView, JsonValue } from "../journal/journal.ts";
import { ClaimedToys } from "./claimed-toys.ts";
import { LEAVING, leavingNote } from "./leaving-toys.ts";

/**
 * @param now wall clock, ms
 * @returns all entries of the memory that is to be
 * @throws BridgeError `bridge.memory-damaged`
 */
export function afterTheEnd(journal: JournalView, now: number): readonly (readonly [string, JsonValue])[] {
  const toys = new ClaimedToys(journal, () => {
    throw new Error("nobody is named here");
  });
  return [...journal.entries(LEAVING), ...toys.all().map((toy) => leavingNote(toy, now))];
}
