import { spellLength } from "../moments.ts";
import { LONGEST_RECORDING_MS } from "../recording/raw-sound.ts";
import { words } from "../words.ts";

interface BrokenOffChoiceProps {
  readonly milliseconds: number;
  readonly onGoOn: () => void;
  readonly onKeep: () => void;
  readonly onDiscard: () => void;
}

interface BrokenOffNoteProps extends BrokenOffChoiceProps {
  /** Else it is gone with the page. */
  readonly isKept: boolean;
}

/** A recording that a call broke off just now. */
export function BrokenOffNote({ isKept, ...choice }: BrokenOffNoteProps) {
  const { title, kept, inMemory } = words.recording.brokenOff;
  const length = spellLength(choice.milliseconds);
  return (
    <div class="note take" role="alert">
      <strong>{title}</strong>
      <p>{isKept ? kept(length) : inMemory(length)}</p>
      <BrokenOffChoice {...choice} />
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
