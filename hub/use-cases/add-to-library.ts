import {
  type LibraryItemView,
  type LibraryMeta,
  MOST_CHAPTERS,
  MOST_LIBRARY_BYTES,
  MOST_LIBRARY_ITEMS,
  SHORTEST_LIBRARY_MS,
} from "../contract/library.ts";
import { sha256 } from "../contract/sha256.ts";
import type { Session } from "../ports/household.ts";
import type { LibraryItem } from "../ports/library-store.ts";
import { clipRefused } from "./check-message.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { bytesOf, tellLibrary, viewItem } from "./view-library.ts";

/**
 * A lullaby, or the next chapter of a story: checked as what a child will hear, on the disk when it is answered. It goes to no toy by
 * that. The same item twice is the same item.
 * @throws RequestRefused `library.*`, `message.wrong-clip`, `clip.*`
 */
export async function addToLibrary(
  house: House,
  meta: LibraryMeta,
  toyBytes: Uint8Array<ArrayBuffer>,
  by: Pick<Session, "person" | "device">,
): Promise<{ readonly isNew: boolean; readonly item: LibraryItemView }> {
  const known = () => house.library.all().find(({ id }) => id === meta.id);
  // What is there already needs no more room.
  if (known() === undefined) assertRoom(house, toyBytes.byteLength);
  if ((await sha256(toyBytes)) !== meta.clip)
    throw new RequestRefused("message.wrong-clip", "the clip is not the one that was announced");
  const checked = await house.check.message(toyBytes);
  if (checked.kind === "refused") throw clipRefused(checked);
  if (checked.milliseconds < SHORTEST_LIBRARY_MS)
    throw new RequestRefused("library.too-short", `${checked.milliseconds} ms`);
  return house.inTurn(async () => {
    const before = known();
    if (before !== undefined) return { isNew: false, item: viewItem(house, same(before, meta)) };
    assertRoom(house, toyBytes.byteLength);
    const item: LibraryItem = {
      id: meta.id,
      kind: meta.kind,
      ...placeOf(house, meta),
      milliseconds: checked.milliseconds,
      bytes: toyBytes.byteLength,
      clip: meta.clip,
      addedBy: by.person,
      addedAt: house.clock.now(),
    };
    await house.library.add(item, toyBytes, [
      { at: item.addedAt, kind: "library-added", person: by.person, subject: item.id, device: by.device },
    ]);
    tellLibrary(house);
    return { isNew: true, item: viewItem(house, item) };
  });
}

function same(before: LibraryItem, { clip }: LibraryMeta): LibraryItem {
  if (before.clip === clip) return before;
  throw new RequestRefused("message.exists", "another item has this id");
}

function assertRoom(house: House, bytes: number): void {
  const all = house.library.all();
  if (all.length >= MOST_LIBRARY_ITEMS || bytesOf(all) + bytes > MOST_LIBRARY_BYTES)
    throw new RequestRefused("library.full", "something has to go first");
}

type Place = Pick<LibraryItem, "title" | "story" | "chapter">;

/** Chapters are numbered as they come, and have their story's title. */
function placeOf(house: House, { kind, title, story }: LibraryMeta): Place {
  if (kind === "lullaby") return { title, story: null, chapter: null };
  if (story === null) return { title, story: house.newId(), chapter: 1 };
  const chapters = house.library.all().filter((item) => item.story === story);
  const [first] = chapters;
  if (first === undefined) throw new RequestRefused("library.unknown", "no such story");
  const chapter = Math.max(...chapters.map((item) => item.chapter ?? 0)) + 1;
  if (chapter > MOST_CHAPTERS)
    throw new RequestRefused("library.too-many-chapters", "a story has only so many chapters");
  return { title: first.title, story, chapter };
}
