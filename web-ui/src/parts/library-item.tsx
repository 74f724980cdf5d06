import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { ToyView } from "../../../hub/contract/api.ts";
import type { LibraryItemView } from "../../../hub/contract/library.ts";
import { hearItem, putOnToy } from "../actions/library.ts";
import { showDistrust } from "../actions/show-distrust.ts";
import { sayLength } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { Player } from "./player.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

interface ItemProps {
  readonly item: LibraryItemView;
  /** Its title, or which chapter it is. */
  readonly name: string;
  /** The same where it stands alone. */
  readonly fullName: string;
  /** From whom; of a chapter its story says so. */
  readonly from?: string;
  readonly toy: ToyView | undefined;
  /** On that toy already, or on its way. */
  readonly isThere: boolean;
  /** What else can be done with it. */
  readonly children?: ComponentChildren;
}

/** Listen, and put it on the toy: in that order, unless somebody says that they know it. */
export function LibraryItem({ item, name, fullName, from, toy, isThere, children }: ItemProps) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [heard, setHeard] = useState<{ readonly sha256: string; readonly bear: Uint8Array<ArrayBuffer> }>();
  const [isWanted, setWanted] = useState(false);
  const [, setKnown] = useState(0);
  const { library } = words;
  const isKnown = page.knownSounds.has(item.clip);
  const listen = () => work.run(async () => setHeard(await hearItem(page, item)));
  const know = () => {
    if (heard === undefined) return;
    page.knownSounds.add(heard.sha256);
    setKnown((times) => times + 1);
  };
  const put = (target: ToyView) => {
    if (isKnown) {
      setWanted(false);
      return work.run(() => putOnToy(page, item, target));
    }
    setWanted(true);
    if (heard === undefined) listen();
  };
  return (
    <div class="library-item" data-item={item.id}>
      <p class="head">
        <span class="who">{name}</span>
        <span class="when">
          {sayLength(item.milliseconds)}
          {from !== undefined && ` · ${from}`}
        </span>
      </p>
      {heard !== undefined && (
        <Player wav={heard.bear} name={library.playing(fullName)} isStarting={true} onEnd={know} />
      )}
      {isWanted && !isKnown && heard !== undefined && <p class="soft small">{library.listenFirst}</p>}
      <div class="row">
        {heard === undefined && (
          <button
            type="button"
            aria-label={words.verbOf(library.listen, fullName)}
            disabled={work.isBusy}
            onClick={listen}
          >
            {work.isBusy ? library.fetching : library.listen}
          </button>
        )}
        {toy !== undefined && !isThere && (
          <button
            type="button"
            class={isKnown ? "main" : "calm"}
            aria-label={words.verbOf(library.put(toy.name), fullName)}
            disabled={work.isBusy || (isWanted && !isKnown && heard !== undefined)}
            onClick={() => put(toy)}
          >
            {library.put(toy.name)}
          </button>
        )}
        {isWanted && !isKnown && heard !== undefined && (
          <button type="button" onClick={know}>
            {library.known}
          </button>
        )}
        {children}
      </div>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
    </div>
  );
}
