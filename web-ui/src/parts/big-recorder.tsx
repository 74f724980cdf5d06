import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { discardTake, keepSound, letGo, newTake } from "../actions/takes.ts";
import type { Trouble } from "../actions/trouble.ts";
import type { PreparedClip } from "../clips/prepared-clip.ts";
import { sayLength } from "../moments.ts";
import { usePage } from "../page-context.ts";
import type { UnderReview } from "../page-state.ts";
import { lengthOf, type RawSound } from "../recording/raw-sound.ts";
import { openSoundSystemAhead } from "../recording/sound-system.ts";
import { type TakeNotes as Decided, type NewTake, NO_CUT } from "../recording/take-store.ts";
import { words } from "../words.ts";
import { BrokenOffNote } from "./broken-off.tsx";
import { OtherWays } from "./other-ways.tsx";
import { RecordingIcon } from "./recording-icon.tsx";
import { recordingTrouble } from "./recording-trouble.ts";
import { TakeNotes } from "./take-notes.tsx";
import { TitleField } from "./title-field.tsx";
import { TrimField } from "./trim-field.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useAtStake } from "./use-at-stake.ts";
import { useCut } from "./use-cut.ts";
import { useNoteTake } from "./use-note-take.ts";
import { usePreparedClip } from "./use-prepared-clip.ts";
import { useRecording } from "./use-recording.ts";
import { useSound } from "./use-sound.ts";

interface BigRecorderProps {
  readonly child: { readonly id: PublicId; readonly name: string };
  readonly onSend: (clip: PreparedClip, reviewed: UnderReview) => void;
}

/** One button: press, speak, press again; then send it, or speak again. Whoever holds the phone need not look for another. */
export function BigRecorder({ child, onSend }: BigRecorderProps) {
  const page = usePage();
  /** The one in hand: recorded just now, or listened to. */
  const [take, setTake] = useState<NewTake>();
  const [review, setReview] = useState<UnderReview>();
  const [fileTrouble, setFileTrouble] = useState<Trouble>();
  const recording = useRecording((stopped, sound, isKept) =>
    setReview({ take: stopped, sound, isKept, isFresh: true }),
  );
  const { state } = recording;
  const note = useNoteTake();
  const button = useRef<HTMLButtonElement>(null);
  useAtStake(take !== undefined);
  useEffect(openSoundSystemAhead, []);
  const takeId = take?.id;
  // At once: one that is left before its effects ran would stay with this tab, and be found by none.
  useLayoutEffect(() => {
    if (takeId === undefined) return undefined;
    return () => void letGo(page, takeId);
  }, [page, takeId]);

  const again = page.reopened.value;
  useEffect(() => {
    if (again === undefined || take !== undefined || again.take.notes.to !== child.id) return;
    page.reopened.value = undefined;
    setTake(again.take);
    setReview(again);
  }, [page, again, take, child.id]);

  const start = (begun = newTake(page, child.id), before: readonly RawSound[] = []) => {
    if (begun === undefined) return;
    setFileTrouble(undefined);
    setReview(undefined);
    setTake(begun);
    recording.begin(begun, before);
    button.current?.focus();
  };
  const rest = () => {
    setReview(undefined);
    setTake(undefined);
  };
  const discard = () => void recording.discard().then(rest);
  const open = (opened: NewTake, sound: RawSound, isKept: boolean) => {
    setTake(opened);
    setReview({ take: opened, sound, isKept, isFresh: false });
  };
  const chooseFile = async (sound: RawSound) => {
    const made = newTake(page, child.id);
    if (made !== undefined) open(made, sound, await keepSound(page, made, sound));
  };

  if (review !== undefined)
    return (
      <BigReview
        {...review}
        onNotes={(notes) => {
          note(review.take.id, notes);
          setReview({ ...review, take: { ...review.take, notes } });
        }}
        onAgain={() => {
          // Nobody who wants one button wants a drawer of drafts.
          void discardTake(page, review.take.id);
          start();
        }}
        onSend={(clip) => {
          onSend(clip, review);
          rest();
        }}
      />
    );
  const trouble = fileTrouble ?? recordingTrouble(state);
  if (state?.kind === "interrupted")
    return <BrokenOffNote state={state} recording={recording} onDiscard={discard} />;
  const running = state?.kind === "running" ? state : undefined;
  const isComing = state?.kind === "starting" || state?.kind === "stopping";
  return (
    <>
      {trouble !== undefined && (
        <OtherWays trouble={trouble} onSound={(sound) => void chooseFile(sound)} onTrouble={setFileTrouble} />
      )}
      {take === undefined && (
        <TakeNotes
          isShown={({ notes }) => notes.to === child.id}
          nameOf={() => child.name}
          onGoOn={start}
          onOpen={(opened, sound) => open(opened, sound, true)}
        />
      )}
      <button
        ref={button}
        type="button"
        class={running === undefined ? "biggest" : "biggest recording"}
        disabled={isComing}
        onClick={() => (running === undefined ? start() : recording.stop())}
      >
        <RecordingIcon of={running === undefined ? "record" : "stop"} />
        {running !== undefined
          ? words.relative.stop
          : isComing
            ? words.relative.starting
            : words.relative.record(child.name)}
        {running !== undefined && <span class="elapsed">{sayLength(running.elapsedMs)}</span>}
      </button>
      <p class="big-note" aria-live="polite">
        {running === undefined ? "" : sayRunning(running)}
      </p>
    </>
  );
}

/** What matters most, in one sentence: there is room for one. */
function sayRunning({ isSilent, isKept }: { isSilent: boolean; isKept: boolean }): string {
  if (isSilent) return words.recording.silent;
  return isKept ? words.relative.recording : words.recording.notKept;
}

interface BigReviewProps extends Pick<UnderReview, "take" | "sound" | "isKept"> {
  readonly onNotes: (notes: Decided) => void;
  readonly onAgain: () => void;
  readonly onSend: (clip: PreparedClip) => void;
}

function BigReview({ take: { notes }, sound, isKept, onNotes, onAgain, onSend }: BigReviewProps) {
  const { left, levels } = useCut(sound, notes.cut);
  const { clip, trouble, takeItQuiet } = usePreparedClip(left);
  const player = useSound(clip?.wav);
  const send = useRef<HTMLButtonElement>(null);
  // The button that was pressed is gone: the keyboard goes on at the one that comes next.
  const isFirst = useRef(true);
  useEffect(() => {
    if (clip === undefined || !isFirst.current) return;
    isFirst.current = false;
    send.current?.focus({ preventScroll: true });
  }, [clip]);
  return (
    <div class="big-review">
      <p class="big-note" role="status">
        {trouble !== undefined ? "" : clip === undefined ? words.relative.preparing : words.relative.ready}
      </p>
      {!isKept && (
        <p class="note" role="status">
          {words.recording.notKept}
        </p>
      )}
      {trouble !== undefined && (
        <TroubleNote trouble={trouble}>
          {takeItQuiet !== undefined && (
            <button type="button" onClick={takeItQuiet}>
              {words.review.sendAnyway}
            </button>
          )}
        </TroubleNote>
      )}
      <button
        ref={send}
        type="button"
        class="biggest"
        disabled={clip === undefined}
        onClick={() => clip !== undefined && onSend(clip)}
      >
        {words.relative.send}
        {clip !== undefined && <span class="elapsed">{sayLength(clip.soundMilliseconds)}</span>}
      </button>
      <div class="pair">
        <button type="button" class="calm" disabled={clip === undefined} onClick={player.toggle}>
          {player.isPlaying ? words.relative.pause : words.relative.listen}
        </button>
        <button type="button" onClick={onAgain}>
          {words.relative.again}
        </button>
      </div>
      <details>
        <summary>{words.relative.more}</summary>
        <TrimField
          levels={levels}
          wholeMs={lengthOf([sound])}
          cut={notes.cut}
          onCut={(cut) => onNotes({ ...notes, cut })}
          silence={clip?.trimmed ?? NO_CUT}
          playedMs={player.played * (clip?.milliseconds ?? 0)}
        />
        <TitleField title={notes.title} onTitle={(title) => onNotes({ ...notes, title })} />
      </details>
    </div>
  );
}
