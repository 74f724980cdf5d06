import { useLayoutEffect } from "preact/hooks";
import { LONGEST_RECORDING_MS, type RawSound } from "../recording/raw-sound.ts";
import type { NewTake } from "../recording/take-store.ts";
import { words } from "../words.ts";
import { BrokenOffNote } from "./broken-off.tsx";
import { RecordingIcon } from "./recording-icon.tsx";
import { recordingTrouble } from "./recording-trouble.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { useRecording } from "./use-recording.ts";

interface ChapterRecorderProps {
  readonly take: NewTake;
  /** What is kept of it, when it goes on after a break. */
  readonly before: readonly RawSound[];
  readonly onSound: (sound: RawSound, isKept: boolean) => void;
  readonly onDiscard: () => void;
}

/** Records one piece for the library, from when it is shown until somebody stops it; kept second by second like a message. */
export function ChapterRecorder({ take, before, onSound, onDiscard }: ChapterRecorderProps) {
  const recording = useRecording((_, sound, isKept) => onSound(sound, isKept));
  const { state } = recording;
  // Not `useEffect`: that waits for a paint, and by then somebody speaks.
  useLayoutEffect(() => recording.begin(take, before), [take.id]);
  const discard = () => void recording.discard().then(onDiscard);
  const { adding } = words;
  const trouble = recordingTrouble(state);
  if (state?.kind === "interrupted")
    return <BrokenOffNote state={state} recording={recording} onDiscard={discard} />;
  const running = state?.kind === "running" ? state : undefined;
  const seconds = Math.floor((running?.elapsedMs ?? 0) / 1_000);
  return (
    <div class="playing">
      {trouble === undefined ? (
        <>
          <p role="status">{running === undefined ? adding.starting : adding.recording}</p>
          {running?.isKept === false && <p role="status">{words.recording.notKept}</p>}
          <button type="button" class="main round" disabled={running === undefined} onClick={recording.stop}>
            <RecordingIcon of="stop" />
            {adding.stop}
          </button>
          <p class="soft small">{adding.left(LONGEST_RECORDING_MS / 1_000 - seconds)}</p>
        </>
      ) : (
        <TroubleNote trouble={trouble} />
      )}
      <button type="button" class="quiet" onClick={discard}>
        {words.unlock.cancel}
      </button>
    </div>
  );
}
