import { spellLength } from "../moments.ts";
import { LONGEST_RECORDING_MS } from "../recording/raw-sound.ts";
import type { RecordingState } from "../recording/recording-session.ts";
import { words } from "../words.ts";
import type { RecordingInHand } from "./use-recording.ts";

interface BrokenOffChoiceProps {
  readonly milliseconds: number;
  readonly onGoOn: () => void;
  readonly onKeep: () => void;
  readonly onDiscard: () => void;
}

interface BrokenOffNoteProps {
  readonly state: Extract<RecordingState, { kind: "interrupted" }>;
  readonly recording: RecordingInHand;
  readonly onDiscard: () => void;
}

/** A recording that a call broke off just now. What is not kept is gone with the page. */
export function BrokenOffNote({ state, recording, onDiscard }: BrokenOffNoteProps) {
  const { title, kept, inMemory } = words.recording.brokenOff;
  const { milliseconds, isKept } = state;
  const length = spellLength(milliseconds);
  return (
    <div class="note take" role="alert">
      <strong>{title}</strong>
      <p>{isKept ? kept(length) : inMemory(length)}</p>
      <BrokenOffChoice
        milliseconds={milliseconds}
        onGoOn={recording.goOn}
        onKeep={recording.keep}
        onDiscard={onDiscard}
      />
    </div>
  );
}

/** Less than a word would be left. */
const ROOM_MS = 1_000;

/** What can be done with what was said before a call came, or the page was gone. */
export function BrokenOffChoice({ milliseconds, onGoOn, onKeep, onDiscard }: BrokenOffChoiceProps) {
  const { goOn, keep } = words.recording.brokenOff;
  return (
    <div class="choice">
      {milliseconds < LONGEST_RECORDING_MS - ROOM_MS && (
        <button type="button" class="main" onClick={onGoOn}>
          {goOn}
        </button>
      )}
      <button type="button" onClick={onKeep}>
        {keep(Math.max(1, Math.round(milliseconds / 1_000)))}
      </button>
      <button type="button" class="quiet" onClick={onDiscard}>
        {words.recording.discard}
      </button>
    </div>
  );
}
