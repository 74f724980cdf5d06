import { useEffect } from "preact/hooks";
import { discardTake, findTakes, KEPT_MS, openTake } from "../actions/takes.ts";
import { sayDay, sayLength, sayMoment, spellLength } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { joinSounds, type RawSound } from "../recording/raw-sound.ts";
import type { Take } from "../recording/take-store.ts";
import { words } from "../words.ts";
import { BrokenOffChoice } from "./broken-off.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

interface TakeNotesProps {
  /** Which of them belong here; all where it is left out. */
  readonly isShown?: (take: Take) => boolean;
  /** Name of the child that one is for, or what it is called in the library. */
  readonly nameOf: (take: Take) => string;
  readonly onGoOn: (take: Take, before: readonly RawSound[]) => void;
  readonly onOpen: (take: Take, sound: RawSound) => void;
}

/** What was recorded here and not sent: broken off by a call or a crash, or left for later. */
export function TakeNotes({ isShown = () => true, nameOf, onGoOn, onOpen }: TakeNotesProps) {
  const page = usePage();
  useEffect(() => {
    const look = () => void findTakes(page);
    look();
    // Another tab may have come or gone meanwhile.
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [page]);
  const takes = page.found.value.filter(isShown);
  if (takes.length === 0) return null;
  return (
    <section class="takes" aria-label={words.takes.title}>
      {takes.map((take) => (
        <TakeNote key={take.id} take={take} name={nameOf(take)} onGoOn={onGoOn} onOpen={onOpen} />
      ))}
    </section>
  );
}

interface TakeNoteProps extends Pick<TakeNotesProps, "onGoOn" | "onOpen"> {
  readonly take: Take;
  readonly name: string;
}

function TakeNote({ take, name, onGoOn, onOpen }: TakeNoteProps) {
  const page = usePage();
  const work = useWork();
  const open = (then: (sounds: readonly RawSound[]) => Promise<void> | void) =>
    work.run(async () => {
      const sounds = await openTake(page, take.id);
      if (sounds === undefined) page.said.value = words.takes.gone;
      else await then(sounds);
    });
  const review = () => open(async (sounds) => onOpen(take, await joinSounds(sounds)));
  const discard = () => work.run(() => discardTake(page, take.id));
  const { milliseconds, startedAt } = take;
  const { notYet, listen } = take.notes.library === undefined ? words.takes : words.adding.takes;
  const when = sayMoment(new Date(startedAt).toISOString(), Date.now());
  return (
    <div class="note take" data-take={take.state}>
      {take.state === "recording" ? (
        <>
          <p>{words.takes.brokenOff(name, spellLength(milliseconds), when)}</p>
          <BrokenOffChoice
            milliseconds={milliseconds}
            onGoOn={() => open((sounds) => onGoOn(take, sounds))}
            onKeep={review}
            onDiscard={discard}
          />
        </>
      ) : (
        <>
          <p>
            <strong>{notYet}</strong> {words.takes.draft(name, sayLength(milliseconds), when)}{" "}
            <span class="soft">{words.takes.keptUntil(sayDay(startedAt + KEPT_MS, Date.now()))}</span>
          </p>
          <div class="choice">
            <button type="button" onClick={review}>
              {listen}
            </button>
            <button type="button" class="quiet" onClick={discard}>
              {words.takes.discard}
            </button>
          </div>
        </>
      )}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
    </div>
  );
}
