import { LONGEST_RECORDING_MS } from "../recording/raw-sound.ts";
import { words } from "../words.ts";

interface BrokenOffChoiceProps {
  readonly milliseconds: number;
  readonly onGoOn: () => void;
  readonly onKeep: () => void;
  readonly onDiscard: () => void;
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
