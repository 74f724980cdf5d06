import { useEffect, useState } from "preact/hooks";
import type { LibraryItemView, LibraryView } from "../../../hub/contract/library.ts";
import { loadLibrary } from "../actions/library.ts";
import { childName, isFree } from "../names.ts";
import { usePage } from "../page-context.ts";
import { LibraryAdding, type TakenUp } from "../parts/library-adding.tsx";
import { LibraryEntry } from "../parts/library-entry.tsx";
import { copiesOn, LibraryShelf } from "../parts/library-shelf.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { SelectField } from "../parts/select-field.tsx";
import { TakeNotes } from "../parts/take-notes.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useShown } from "../parts/use-shown.ts";
import { words } from "../words.ts";

/** Lullabies and stories: what is on a toy, what there is, and adding to it. */
export function LibraryScreen() {
  const page = usePage();
  const house = page.house.value;
  const { value: library, trouble } = useShown(() => loadLibrary(page), page.libraryNews.value);
  const [chosenId, setChosen] = useState<string>();
  const [adding, setAdding] = useState<{ readonly takenUp: TakenUp | undefined }>();
  const { library: said } = words;
  if (house === undefined) return null;
  const theirs = house.toys.filter((each) => !isFree(house, each));
  const toy = theirs.find(({ id }) => id === chosenId) ?? theirs[0];
  const copies = library === undefined || toy === undefined ? [] : copiesOn(toy, house, library);
  const there = new Set(copies.map((copy) => copy.library as string));
  const items = library?.items ?? [];
  const entries = (kind: LibraryItemView["kind"]) => entriesOf(items.filter((item) => item.kind === kind));
  const list = (kind: LibraryItemView["kind"], title: string, empty: string) => (
    <>
      <h2>{title}</h2>
      {entries(kind).length === 0 && <p class="soft">{empty}</p>}
      <ul class="messages">
        {entries(kind).map(([id, chapters]) => (
          <LibraryEntry key={id} items={chapters} toy={toy} there={there} />
        ))}
      </ul>
    </>
  );
  // Where somebody asked for it: in the place of the note above, or below what there is.
  const panel = adding !== undefined && (
    <LibraryAdding
      takenUp={adding.takenUp}
      chapters={items.filter(({ kind, goesAt }) => kind === "story" && goesAt === null)}
      onClose={() => setAdding(undefined)}
    />
  );
  return (
    <section class="screen library">
      <header>
        <ScreenTitle title={said.title} />
        <p class="soft">{said.lead}</p>
      </header>
      {trouble !== undefined && <TroubleNote trouble={trouble} />}
      {adding?.takenUp !== undefined && panel}
      {library !== undefined && adding === undefined && (
        <TakeNotes
          isShown={({ notes }) => notes.library !== undefined}
          nameOf={({ notes }) => notes.title}
          onGoOn={(take, before) => setAdding({ takenUp: { take, before } })}
          onOpen={(take, sound) => setAdding({ takenUp: { take, sound } })}
        />
      )}
      {toy !== undefined && theirs.length > 1 && (
        <SelectField
          id="library-toy"
          label={said.toy}
          value={toy.id}
          options={theirs.map(({ id, child, name }) => [id, `${childName(house, child)}, ${name}`])}
          onValue={setChosen}
        />
      )}
      {/* All at once: what is on a toy would move what there is. */}
      {library !== undefined && (
        <>
          {toy !== undefined && <LibraryShelf key={toy.id} toy={toy} house={house} library={library} />}
          {list("lullaby", said.lullabies, said.noLullabies)}
          {list("story", said.stories, said.noStories)}
          {adding?.takenUp === undefined && panel}
          {adding === undefined && (
            <button type="button" class="wide" onClick={() => setAdding({ takenUp: undefined })}>
              {words.adding.open}
            </button>
          )}
          <Room room={library.room} />
        </>
      )}
      <Refresh library={library} />
    </section>
  );
}

/** By story, in the order they stand in. */
function entriesOf(items: readonly LibraryItemView[]): readonly (readonly [string, LibraryItemView[]])[] {
  const found = new Map<string, LibraryItemView[]>();
  for (const item of items) {
    const id = item.story ?? item.id;
    found.set(id, [...(found.get(id) ?? []), item]);
  }
  return [...found];
}

const BYTES_A_MINUTE = 120_000;

function Room({ room: { items, bytes } }: Pick<LibraryView, "room">) {
  const { room } = words.library;
  const left = Math.floor((bytes.most - bytes.used) / BYTES_A_MINUTE);
  const share = Math.max(items.used / items.most, bytes.used / bytes.most);
  return (
    <div class="library-room">
      <progress max={1} value={share} aria-label={room.used(items.used, items.most)} />
      <p class="small">
        {left < 1 || items.used >= items.most ? room.full : room.left(left)}{" "}
        {room.used(items.used, items.most)}
      </p>
      <p class="small soft">{room.toy}</p>
    </div>
  );
}

/** The hub erases a moment after the last undo: the list is read again then, if the news got lost. */
function Refresh({ library }: { library: LibraryView | undefined }) {
  const page = usePage();
  const goes = library?.items.map(({ goesAt }) => goesAt).find((at) => at !== null);
  useEffect(() => {
    if (goes === undefined || goes === null) return undefined;
    const wait = Date.parse(goes) - page.client.hubNow() + 1_500;
    const timer = setTimeout(
      () => {
        page.libraryNews.value += 1;
      },
      Math.max(0, wait),
    );
    return () => clearTimeout(timer);
  }, [page, goes]);
  return null;
}
