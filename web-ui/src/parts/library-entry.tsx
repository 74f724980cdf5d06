import { useState } from "preact/hooks";
import type { ToyView } from "../../../hub/contract/api.ts";
import type { LibraryItemView } from "../../../hub/contract/library.ts";
import { keepItem, removeItem, renameItem } from "../actions/library.ts";
import { sayLength } from "../moments.ts";
import { nameIn } from "../names.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { LibraryItem } from "./library-item.tsx";
import { RenameForm } from "./rename-form.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

interface EntryProps {
  /** One lullaby, or a story's chapters in order. */
  readonly items: readonly LibraryItemView[];
  readonly toy: ToyView | undefined;
  /** What is on that toy, or on its way. */
  readonly there: ReadonlySet<string>;
}

/** A lullaby, or a story with its chapters. */
export function LibraryEntry({ items, toy, there }: EntryProps) {
  const page = usePage();
  const work = useWork();
  const [isRenaming, setRenaming] = useState(false);
  const { library } = words;
  const [first] = items;
  if (first === undefined) return null;
  const { title } = first;
  const id = first.story ?? first.id;
  const who = nameIn(page.people.value, first.addedBy ?? "");
  const own = first.addedBy === page.session.value?.info.person.id;
  const name = own ? page.session.value?.info.person.name : who;
  const from =
    first.addedBy === null ? library.from.hub : name === undefined ? undefined : library.from.somebody(name);
  const isGoing = items.every(({ goesAt }) => goesAt !== null);
  const long = items.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const known = from === undefined ? {} : { from };
  const care = (
    <>
      <button
        type="button"
        class="quiet small"
        aria-label={words.verbOf(library.rename, title)}
        onClick={() => setRenaming(true)}
      >
        {library.rename}
      </button>
      <button
        type="button"
        class="quiet small"
        aria-label={words.verbOf(library.remove, title)}
        disabled={work.isBusy}
        onClick={() => work.run(() => removeItem(page, id))}
      >
        {library.remove}
      </button>
    </>
  );

  if (isGoing) {
    return (
      <li class="message">
        <p role="status">{library.removed(title)}</p>
        <div class="row">
          <button
            type="button"
            aria-label={words.verbOf(library.undo, title)}
            disabled={work.isBusy}
            onClick={() =>
              work.run(async () => {
                await keepItem(page, id);
                page.said.value = library.kept(title);
              })
            }
          >
            {library.undo}
          </button>
        </div>
        {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      </li>
    );
  }
  return (
    <li class="message" data-entry={id}>
      {first.story === null ? (
        <LibraryItem
          item={first}
          name={title}
          fullName={title}
          {...known}
          toy={toy}
          isThere={there.has(first.id)}
        >
          {!isRenaming && care}
        </LibraryItem>
      ) : (
        <details>
          <summary>
            <span class="who">{title}</span>
            <span class="when">
              {[library.chapters(items.length), sayLength(long), ...(from === undefined ? [] : [from])].join(
                " · ",
              )}
            </span>
          </summary>
          <ol class="chapters">
            {items.map((item) => (
              <li key={item.id}>
                <LibraryItem
                  item={item}
                  name={library.chapter(item.chapter ?? 1)}
                  fullName={library.chapterOf(title, item.chapter ?? 1)}
                  toy={toy}
                  isThere={there.has(item.id)}
                />
              </li>
            ))}
          </ol>
        </details>
      )}
      {isRenaming ? (
        <RenameForm
          id={`title-${id}`}
          label={library.name}
          name={title}
          submit={library.rename}
          onName={async (name) => {
            await renameItem(page, id, name);
            page.said.value = library.renamed(name);
            setRenaming(false);
          }}
          onCancel={() => setRenaming(false)}
        />
      ) : (
        first.story !== null && <div class="row links">{care}</div>
      )}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
    </li>
  );
}
