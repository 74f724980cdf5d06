import { LONGEST_RECORDING_MS, type RawSound } from "../recording/raw-sound.ts";
import type { NewTake } from "../recording/take-store.ts";
import { words } from "../words.ts";
import { BrokenOffNote } from "./broken-off.tsx";
import { OtherWays } from "./other-ways.tsx";
import { RecordingIcon } from "./recording-icon.tsx";
import { useMicrophones } from "./use-microphones.ts";
import { useRecording } from "./use-recording.ts";

interface ChapterRecorderProps {
  readonly take: NewTake;
  /** What is kept of it, when it goes on after a break. */
  readonly before: readonly RawSound[];
  readonly onStopped: (sound: RawSound, isKept: boolean) => void;
  /** A sound that was not recorded here. */
  readonly onSound: (sound: RawSound) => void;
  readonly onDiscard: () => void;
}

/** Records one piece for the library, from when it is shown until somebody stops it; kept second by second like a message. */
export function ChapterRecorder({ take, before, onStopped, onSound, onDiscard }: ChapterRecorderProps) {
  const recording = useRecording((_, sound, isKept) => onStopped(sound, isKept));
  const { trouble, isRoom, onRoom, onTrouble, tryAgain } = useMicrophones(recording, take, before);
  const { state } = recording;
  const discard = () => void recording.discard().then(onDiscard);
  const { adding } = words;
  if (state?.kind === "interrupted")
    return <BrokenOffNote state={state} recording={recording} onDiscard={discard} />;
  const running = state?.kind === "running" ? state : undefined;
  const seconds = Math.floor((running?.elapsedMs ?? 0) / 1_000);
  return (
    <div class="playing">
      {trouble === undefined ? (
        <>
          <p role="status">{running === undefined ? adding.starting : adding.recording}</p>
          {isRoom && running !== undefined && <p class="small soft">{words.recording.roomTip}</p>}
          {running?.isKept === false && <p role="status">{words.recording.notKept}</p>}
          <button type="button" class="main round" disabled={running === undefined} onClick={recording.stop}>
            <RecordingIcon of="stop" />
            {adding.stop}
          </button>
          <p class="soft small">{adding.left(LONGEST_RECORDING_MS / 1_000 - seconds)}</p>
        </>
      ) : (
        <>
          <OtherWays trouble={trouble} onSound={onSound} onTrouble={onTrouble} onRoom={onRoom} />
          <button type="button" onClick={tryAgain}>
            {words.recording.tryAgain}
          </button>
        </>
      )}
      <button type="button" class="quiet" onClick={discard}>
        {words.unlock.cancel}
      </button>
    </div>
  );
}
