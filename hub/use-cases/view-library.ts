import {
  type LibraryItemView,
  type LibraryView,
  MOST_LIBRARY_BYTES,
  MOST_LIBRARY_ITEMS,
} from "../contract/library.ts";
import type { LibraryItem } from "../ports/library-store.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { inWallTime, viewMessage } from "./view-house.ts";

export async function viewLibrary(house: House): Promise<LibraryView> {
  const all = house.library.all();
  const copies = (await house.messages.open()).filter(({ library }) => library !== undefined);
  return {
    items: all.toSorted(inOrder).map((item) => viewItem(house, item)),
    copies: copies.map((record) => viewMessage(house, record)),
    room: {
      items: { used: all.length, most: MOST_LIBRARY_ITEMS },
      bytes: { used: bytesOf(all), most: MOST_LIBRARY_BYTES },
    },
  };
}

/** Lullabies first, in the order they came; a story's chapters are together. */
function inOrder(one: LibraryItem, other: LibraryItem): number {
  if (one.kind !== other.kind) return one.kind === "lullaby" ? -1 : 1;
  if (one.story === other.story) return (one.chapter ?? 0) - (other.chapter ?? 0);
  const byTitle = one.title.localeCompare(other.title);
  return byTitle !== 0 ? byTitle : (one.story ?? "") < (other.story ?? "") ? -1 : 1;
}

export function viewItem(house: House, item: LibraryItem): LibraryItemView {
  const { id, kind, title, story, chapter, milliseconds, bytes, clip, addedBy, addedAt } = item;
  return {
    id,
    kind,
    title,
    story,
    chapter,
    milliseconds,
    bytes,
    clip,
    addedBy,
    addedAt: new Date(addedAt).toISOString(),
    goesAt: inWallTime(house, house.live.libraryUndo.get(id), house.clock.monotonic()),
  };
}

export const bytesOf = (items: readonly LibraryItem[]): number =>
  items.reduce((sum, { bytes }) => sum + bytes, 0);

/** An item, or all chapters of a story. @throws RequestRefused `library.unknown` */
export function itemsOf(house: House, id: string): readonly LibraryItem[] {
  const items = house.library.all().filter((item) => item.id === id || item.story === id);
  if (items.length === 0) throw new RequestRefused("library.unknown", "nothing of the library");
  return items;
}

export const tellLibrary = (house: House): void =>
  house.tell({ kind: "library", items: house.library.all().length });
