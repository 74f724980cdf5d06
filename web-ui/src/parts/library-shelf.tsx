import { useEffect, useState } from "preact/hooks";
import type { HouseState, MessageView, ToyView } from "../../../hub/contract/api.ts";
import { type LibraryView, LOOP_MINUTES, type LoopRequest } from "../../../hub/contract/library.ts";
import { LOOP_VOLUMES } from "../../../hub/contract/toy-loop.ts";
import { playLoop, stopLoop } from "../actions/library.ts";
import { tellMessage } from "../actions/listen.ts";
import { isSpoken, isUnheard, sayFailure } from "../message-facts.ts";
import { sayClock } from "../moments.ts";
import { childName } from "../names.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { PressChoice } from "./press-choice.tsx";
import { RecordingIcon } from "./recording-icon.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

interface ShelfProps {
  readonly toy: ToyView;
  readonly house: HouseState;
  readonly library: LibraryView;
}

/** What of the library is on a toy, or on its way there, and playing it. */
export function LibraryShelf({ toy, house, library }: ShelfProps) {
  const { shelf } = words;
  const copies = copiesOn(toy, house, library);
  const there = copies.find(isThere);
  const titleOf = (copy: MessageView | undefined) => sayTitle(library, copy);
  const playing = toy.loop;
  // How it ended is news to who saw it play, or asked for it.
  const [isFollowed, setFollowed] = useState(playing !== null);
  useEffect(() => {
    if (playing !== null) setFollowed(true);
  }, [playing]);
  return (
    <section class="card screen shelf" aria-label={shelf.title(toy.name)}>
      <h2>{shelf.title(toy.name)}</h2>
      {copies.length === 0 && <p class="soft">{shelf.nothing}</p>}
      {there !== undefined && playing === null && (
        <p>
          {shelf.there(titleOf(there))} <span class="soft small">{shelf.makesRoom}</span>
        </p>
      )}
      {playing !== null && (
        <Playing
          toy={toy}
          title={titleOf(copies.find(({ id }) => id === playing.message))}
          playing={playing}
        />
      )}
      {playing === null &&
        there !== undefined &&
        (toy.can.includes("loop") ? (
          <Play toy={toy} onAsk={() => setFollowed(true)} />
        ) : (
          <p class="soft small">{shelf.once(toy.name)}</p>
        ))}
      {playing === null && isFollowed && toy.loopEnded !== null && (
        <p class="small" role="status">
          {words.loopEnds[toy.loopEnded](toy.name, childName(house, toy.child))}
        </p>
      )}
      {copies
        .filter((copy) => !isThere(copy))
        .map((copy) => (
          <OnItsWay key={copy.id} copy={copy} toy={toy} house={house} title={titleOf(copy)} />
        ))}
    </section>
  );
}

/** Newest last. What the page heard of a message counts more than what the library was read with. */
export function copiesOn(toy: ToyView, house: HouseState, library: LibraryView): readonly MessageView[] {
  const heard = new Map(house.messages.map((message) => [message.id as string, message]));
  const read = library.copies.map((copy) => heard.get(copy.id) ?? copy);
  const others = house.messages.filter(
    (message) => message.library !== undefined && !library.copies.some(({ id }) => id === message.id),
  );
  return [...others, ...read]
    .filter((copy) => copy.toy === toy.id && copy.child === toy.child && (isThere(copy) || isComing(copy)))
    .toSorted((one, other) => one.createdAt.localeCompare(other.createdAt));
}

const isThere = isUnheard;
const isComing = ({ state }: MessageView) =>
  state === "queued" || state === "delivering" || state === "failed";

function sayTitle({ items }: LibraryView, copy: MessageView | undefined): string {
  const item = items.find(({ id }) => id === copy?.library);
  if (item === undefined) return words.shelf.something;
  return item.chapter === null ? item.title : words.library.chapterOf(item.title, item.chapter);
}

interface PlayingProps {
  readonly toy: ToyView;
  readonly title: string;
  readonly playing: NonNullable<ToyView["loop"]>;
}

function Playing({ toy, title, playing }: PlayingProps) {
  const page = usePage();
  const work = useWork();
  const { shelf } = words;
  return (
    <div class="playing">
      <p>
        <strong>{shelf.now(title, sayClock(Date.parse(playing.until)))}</strong> {shelf.how[playing.volume]}
      </p>
      <button
        type="button"
        class="main round"
        aria-label={words.verbOf(shelf.stop, toy.name)}
        disabled={work.isBusy}
        onClick={() => work.run(() => stopLoop(page, toy))}
      >
        <RecordingIcon of="stop" />
        {shelf.stop}
      </button>
      <p class="soft small">{shelf.paw}</p>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
    </div>
  );
}

/** A toy that was told answers sooner, or says why not. */
const BEGINS_WITHIN_MS = 8_000;

/** Quiet by itself: it stands beside a bed. */
function Play({ toy, onAsk }: { toy: ToyView; onAsk: () => void }) {
  const page = usePage();
  const work = useWork();
  const { shelf } = words;
  const [minutes, setMinutes] = useState<LoopRequest["minutes"]>(5);
  const [volume, setVolume] = useState<LoopRequest["volume"]>("quiet");
  const [isStarting, setStarting] = useState(false);
  useEffect(() => {
    if (!isStarting) return undefined;
    const timer = setTimeout(() => setStarting(false), BEGINS_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [isStarting]);
  useEffect(() => {
    if (toy.loopEnded !== null) setStarting(false);
  }, [toy.loopEnded]);
  return (
    <div class="play">
      <PressChoice
        label={shelf.howLong}
        options={LOOP_MINUTES}
        chosen={minutes}
        say={String}
        name={shelf.minutes}
        onChoose={setMinutes}
      />
      <PressChoice
        label={shelf.howLoud}
        options={LOOP_VOLUMES}
        chosen={volume}
        say={(option) => shelf.volumes[option]}
        onChoose={setVolume}
      />
      <button
        type="button"
        class="main wide"
        disabled={work.isBusy || isStarting || !toy.connected}
        aria-busy={isStarting}
        onClick={() =>
          work.run(async () => {
            await playLoop(page, toy, { minutes, volume });
            setStarting(true);
            onAsk();
          })
        }
      >
        {isStarting ? shelf.starting : shelf.play}
      </button>
      {!toy.connected && <p class="soft small">{shelf.onlyHere(toy.name)}</p>}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
    </div>
  );
}

interface OnItsWayProps {
  readonly copy: MessageView;
  readonly toy: ToyView;
  readonly house: HouseState;
  readonly title: string;
}

function OnItsWay({ copy, toy, house, title }: OnItsWayProps) {
  const page = usePage();
  const work = useWork();
  const { shelf } = words;
  const state = sayWay(copy, toy, house, title);
  return (
    <div class="on-its-way" data-state={copy.state}>
      <p>{state}</p>
      {copy.state === "delivering" && (
        <progress max={100} value={copy.progress?.percent ?? 0} aria-label={state} />
      )}
      <div class="row">
        {copy.state === "failed" && copy.failure?.retry !== false && (
          <button
            type="button"
            disabled={work.isBusy}
            onClick={() => work.run(() => tellMessage(page, copy, "retry"))}
          >
            {shelf.again}
          </button>
        )}
        <button
          type="button"
          class="quiet"
          disabled={work.isBusy}
          onClick={() => work.run(() => tellMessage(page, copy, "cancel"))}
        >
          {shelf.takeBack}
        </button>
      </div>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
    </div>
  );
}

function sayWay(copy: MessageView, toy: ToyView, house: HouseState, title: string): string {
  const { shelf } = words;
  if (copy.state === "delivering") return shelf.onItsWay(title, copy.progress?.percent ?? 0);
  if (copy.state === "failed") return shelf.failed(title, sayFailure(copy.failure?.code));
  const isHeldUp = house.messages.some(
    (other) => other.toy === toy.id && isSpoken(other) && isUnheard(other),
  );
  if (isHeldUp) return shelf.unheard(title, childName(house, toy.child), toy.name);
  if (toy.loop !== null) return shelf.afterLoop(title);
  return toy.connected ? shelf.next(title) : shelf.away(title, toy.name);
}
