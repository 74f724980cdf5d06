import { LIBRARY_UNDO_SECONDS } from "../contract/library.ts";
import { seconds } from "../domain/duration.ts";
import { isWaiting, stateOf } from "../domain/message-state.ts";
import type { Session } from "../ports/household.ts";
import type { LibraryItem } from "../ports/library-store.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { itemsOf, tellLibrary } from "./view-library.ts";
import { cancelMessage } from "./withdraw-message.ts";

const UNDO = seconds(LIBRARY_UNDO_SECONDS);

/** An item, or a story with all its chapters, is erased when ten seconds have passed, also when the hub starts again in between. */
export async function removeFromLibrary(
  house: House,
  id: string,
  { person, device }: Pick<Session, "person" | "device">,
): Promise<void> {
  await house.inTurn(async () => {
    for (const item of itemsOf(house, id)) {
      if (house.live.libraryUndo.has(item.id)) continue;
      await house.library.change({ ...item, goes: { person, device } }, []);
      house.live.libraryUndo.set(item.id, house.clock.monotonic() + UNDO);
    }
  });
  house.clock.after(UNDO, () => void eraseGone(house).catch(house.fail));
  tellLibrary(house);
}

/** @throws RequestRefused `library.unknown` when it is too late */
export async function keepInLibrary(house: House, id: string): Promise<void> {
  await house.inTurn(async () => {
    for (const { goes, ...item } of itemsOf(house, id)) {
      if (goes === undefined) continue;
      if (!isUndoable(house, item.id)) throw new RequestRefused("library.unknown", "it is being erased");
      await house.library.change(item, []);
      house.live.libraryUndo.delete(item.id);
    }
  });
  tellLibrary(house);
}

/**
 * Erases what was removed and can no longer be had back; at a start that is all of it. What waits of it for a toy goes first: a kill in
 * between leaves an item that the next start erases, and no copy of one that is gone.
 */
export async function eraseGone(house: House): Promise<void> {
  const isOver = ({ id, goes }: LibraryItem) => goes !== undefined && !isUndoable(house, id);
  const over = new Set<string>(house.library.all().flatMap((item) => (isOver(item) ? [item.id] : [])));
  if (over.size === 0) return;
  for (const record of await house.messages.open())
    if (over.has(record.library ?? "") && isWaiting(stateOf(record)))
      await cancelMessage(house, record.id).catch(house.fail);
  await house.inTurn(async () => {
    for (const item of house.library.all()) if (over.has(item.id) && isOver(item)) await erase(house, item);
  });
  tellLibrary(house);
}

const isUndoable = ({ live, clock }: House, id: string): boolean =>
  (live.libraryUndo.get(id) ?? 0) > clock.monotonic();

async function erase(house: House, { id, goes }: LibraryItem): Promise<void> {
  await house.library.erase(id, [
    { at: house.clock.now(), kind: "library-removed", subject: id, person: null, ...goes },
  ]);
  house.live.libraryUndo.delete(id);
}
