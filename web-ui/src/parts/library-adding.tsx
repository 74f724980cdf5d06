import { useId, useLayoutEffect, useState } from "preact/hooks";
import {
  LIBRARY_KINDS,
  type LibraryItemView,
  type LibraryKind,
  MOST_CHAPTERS,
} from "../../../hub/contract/library.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { addPieces, noPieces } from "../actions/add-pieces.ts";
import { addItem } from "../actions/library.ts";
import { discardTake, letGo, newTake } from "../actions/takes.ts";
import type { Trouble } from "../actions/trouble.ts";
import type { PreparedClip } from "../clips/prepared-clip.ts";
import { sayLength } from "../moments.ts";
import { newId } from "../new-id.ts";
import { usePage } from "../page-context.ts";
import { cutChapters } from "../recording/cut-chapters.ts";
import type { RawSound } from "../recording/raw-sound.ts";
import type { NewTake } from "../recording/take-store.ts";
import { words } from "../words.ts";
import { ChapterRecorder } from "./chapter-recorder.tsx";
import { FileButton } from "./file-button.tsx";
import { PressChoice } from "./press-choice.tsx";
import { SelectField } from "./select-field.tsx";
import { TextField } from "./text-field.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useAtStake } from "./use-at-stake.ts";
import { usePreparedClip } from "./use-prepared-clip.ts";
import { useSound } from "./use-sound.ts";
import { useWork } from "./use-work.ts";

/** Something that was recorded for the library, and left: it goes on, or is listened to. */
export type TakenUp = { readonly take: NewTake } & (
  | { readonly before: readonly RawSound[] }
  | { readonly sound: RawSound }
);

interface AddingProps {
  readonly takenUp: TakenUp | undefined;
  /** Chapters of the stories that there are. */
  readonly chapters: readonly LibraryItemView[];
  readonly onClose: () => void;
}

type Stage =
  | { readonly kind: "asking" }
  | { readonly kind: "recording"; readonly take: NewTake; readonly before: readonly RawSound[] }
  | {
      readonly kind: "recorded";
      readonly take: NewTake;
      readonly sound: RawSound;
      /** On this device, should the page go. */
      readonly isKept: boolean;
    }
  | { readonly kind: "chosen"; readonly sound: RawSound; readonly pieces: readonly RawSound[] };

const NEW = "new";

/** Something new for the library: recorded here, or out of a file; what is longer than a toy holds becomes chapters. */
export function LibraryAdding({ takenUp, chapters, onClose }: AddingProps) {
  const page = usePage();
  const work = useWork();
  const whichId = useId();
  const notes = takenUp?.take.notes;
  const [kind, setKind] = useState<LibraryKind>(notes?.library ?? "lullaby");
  const [story, setStory] = useState<string>(notes?.to ?? NEW);
  const [title, setTitle] = useState(notes?.title ?? "");
  const [stage, setStage] = useState<Stage>(() => stageOf(takenUp));
  const [trouble, setTrouble] = useState<Trouble>();
  const [done, setDone] = useState(noPieces(null));
  const { adding: said } = words;
  const last = new Map(chapters.map((chapter) => [chapter.story ?? "", chapter]));
  const goesOn = kind === "story" ? last.get(story) : undefined;
  const name = goesOn?.title ?? title.trim();
  const isNamed = name !== "";
  const pieces = stage.kind === "chosen" ? stage.pieces : [];
  const takeId = "take" in stage ? stage.take.id : undefined;
  useAtStake(takeId !== undefined);
  // At once: one that is left before its effects ran would stay with this tab, and be found by none.
  useLayoutEffect(() => {
    if (takeId === undefined) return undefined;
    return () => void letGo(page, takeId);
  }, [page, takeId]);
  const record = (to: PublicId | undefined = goesOn?.story ?? undefined) => {
    const take = newTake(page, to ?? newId(), { title: name, library: kind });
    if (take !== undefined) setStage({ kind: "recording", take, before: [] });
  };

  const left = pieces.length - done.count;
  const mostMore = MOST_CHAPTERS - (goesOn?.chapter ?? 0);
  const progress = said.adding(Math.min(done.count + 1, pieces.length), pieces.length);

  const take = (sound: RawSound) => {
    setDone(noPieces(goesOn?.story ?? null));
    setStage({ kind: "chosen", sound, pieces: cutChapters(sound) });
  };
  const keep = async (clip: PreparedClip, as: LibraryKind, to: PublicId | null) => {
    const item = await addItem(page, clip, { kind: as, title: name, story: to });
    page.said.value = said.added(name);
    return item;
  };
  const keepAll = (as: LibraryKind) =>
    work.run(async () => {
      await addPieces(pieces, done, {
        prepare: (piece) => page.clips.call("prepare", { ...piece, evenIfQuiet: true }),
        add: (clip, to) => keep(clip, as, to),
        onDone: setDone,
      });
      onClose();
    });

  return (
    <section class="card screen adding" aria-label={said.title}>
      <h2>{said.title}</h2>
      {stage.kind === "asking" && (
        <>
          <PressChoice
            label={said.kind}
            options={LIBRARY_KINDS}
            chosen={kind}
            say={(option) => said[option]}
            onChoose={setKind}
          />
          {kind === "story" && last.size > 0 && (
            <SelectField
              id={whichId}
              label={said.which}
              value={last.has(story) ? story : NEW}
              options={[
                [NEW, said.newStory],
                ...[...last].map(([id, chapter]): [string, string] => [
                  id,
                  said.next(chapter.title, (chapter.chapter ?? 0) + 1),
                ]),
              ]}
              onValue={setStory}
            />
          )}
          {goesOn === undefined && (
            <TextField
              id="library-title"
              label={words.library.name}
              value={title}
              onValue={setTitle}
              autocomplete="off"
            />
          )}
          {trouble !== undefined && <TroubleNote trouble={trouble} />}
          <div class="row">
            <button
              type="button"
              class="main"
              disabled={!isNamed}
              onClick={() => {
                setTrouble(undefined);
                record();
              }}
            >
              {said.record}
            </button>
            {isNamed && <FileButton onSound={take} onTrouble={setTrouble} />}
          </div>
        </>
      )}
      {stage.kind === "recording" && (
        <ChapterRecorder
          key={stage.take.id}
          take={stage.take}
          before={stage.before}
          onStopped={(sound, isKept) => setStage({ kind: "recorded", take: stage.take, sound, isKept })}
          onSound={(sound) => {
            // What is kept of one that was to go on stays, and is offered again.
            if (stage.before.length === 0) void discardTake(page, stage.take.id);
            take(sound);
          }}
          onDiscard={() => setStage({ kind: "asking" })}
        />
      )}
      {stage.kind === "recorded" && (
        <Recorded
          sound={stage.sound}
          isKept={stage.isKept}
          isStory={kind === "story"}
          onAgain={() => {
            void discardTake(page, stage.take.id);
            record();
          }}
          onDiscard={() => {
            void discardTake(page, stage.take.id);
            setStage({ kind: "asking" });
          }}
          onKeep={async (clip, goOn) => {
            const item = await keep(clip, kind, goesOn?.story ?? null);
            await discardTake(page, stage.take.id);
            if (!goOn) return onClose();
            setStory(item.story ?? NEW);
            record(item.story ?? undefined);
          }}
        />
      )}
      {stage.kind === "chosen" && (
        <>
          <p>{sayFit(stage, kind, left <= mostMore)}</p>
          {work.isBusy && (
            <>
              <p role="status">{progress}</p>
              <progress
                max={pieces.length}
                value={Math.min(done.count + 1, pieces.length)}
                aria-label={progress}
              />
            </>
          )}
          {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
          {!work.isBusy && (
            <div class="row">
              {left <= mostMore &&
                (pieces.length === 1 || kind === "story" ? (
                  <button type="button" class="main" onClick={() => keepAll(kind)}>
                    {said.keep}
                  </button>
                ) : (
                  <button type="button" class="main" onClick={() => keepAll("story")}>
                    {said.asStory(pieces.length)}
                  </button>
                ))}
              <button type="button" class="quiet" onClick={() => setStage({ kind: "asking" })}>
                {words.unlock.cancel}
              </button>
            </div>
          )}
        </>
      )}
      {stage.kind === "asking" && (
        <button type="button" class="quiet" onClick={onClose}>
          {said.close}
        </button>
      )}
    </section>
  );
}

const stageOf = (takenUp: TakenUp | undefined): Stage => {
  if (takenUp === undefined) return { kind: "asking" };
  const { take } = takenUp;
  return "sound" in takenUp
    ? { kind: "recorded", take, sound: takenUp.sound, isKept: true }
    : { kind: "recording", take, before: takenUp.before };
};

function sayFit(
  { sound, pieces }: Extract<Stage, { kind: "chosen" }>,
  kind: LibraryKind,
  isRoom: boolean,
): string {
  const { adding } = words;
  const length = sayLength((sound.pcm.length * 1_000) / sound.sampleRateHz);
  if (!isRoom) return adding.tooLong(length, MOST_CHAPTERS);
  if (pieces.length === 1) return length;
  return kind === "lullaby" ? adding.tooLongSong(length) : adding.cut(length, pieces.length);
}

interface RecordedProps {
  readonly sound: RawSound;
  readonly isKept: boolean;
  readonly isStory: boolean;
  readonly onAgain: () => void;
  readonly onDiscard: () => void;
  readonly onKeep: (clip: PreparedClip, goOn: boolean) => Promise<void>;
}

function Recorded({ sound, isKept, isStory, onAgain, onDiscard, onKeep }: RecordedProps) {
  const work = useWork();
  const { clip, trouble, takeItQuiet } = usePreparedClip(sound);
  const player = useSound(clip?.bear);
  const { adding } = words;
  const keep = (goOn: boolean) => () =>
    work.run(async () => {
      const prepared = clip;
      if (prepared !== undefined) await onKeep(prepared, goOn);
    });
  return (
    <>
      {!isKept && <p role="status">{words.recording.notKept}</p>}
      {clip === undefined && trouble === undefined && <p role="status">{adding.preparing}</p>}
      {clip !== undefined && (
        <button type="button" class="calm wide" onClick={player.toggle}>
          {player.isPlaying ? adding.pause : `${adding.play} · ${sayLength(clip.soundMilliseconds)}`}
        </button>
      )}
      {trouble !== undefined && (
        <TroubleNote trouble={trouble}>
          {takeItQuiet !== undefined && (
            <button type="button" onClick={takeItQuiet}>
              {adding.keep}
            </button>
          )}
        </TroubleNote>
      )}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <div class="row">
        <button type="button" class="main" disabled={clip === undefined || work.isBusy} onClick={keep(false)}>
          {adding.keep}
        </button>
        {isStory && (
          <button type="button" disabled={clip === undefined || work.isBusy} onClick={keep(true)}>
            {adding.keepAndNext}
          </button>
        )}
        <button type="button" class="quiet" onClick={onAgain}>
          {adding.again}
        </button>
        <button type="button" class="quiet" disabled={work.isBusy} onClick={onDiscard}>
          {words.recording.discard}
        </button>
      </div>
    </>
  );
}
