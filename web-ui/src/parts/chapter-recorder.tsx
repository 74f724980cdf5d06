import { useEffect, useRef, useState } from "preact/hooks";
import { describeTrouble, type Trouble } from "../actions/trouble.ts";
import { LONGEST_RECORDING_MS, type RawSound } from "../recording/raw-sound.ts";
import { type Recorder, startRecorder } from "../recording/recorder.ts";
import { words } from "../words.ts";
import { RecordingIcon } from "./recording-icon.tsx";
import { TroubleNote } from "./trouble-note.tsx";

interface RecorderProps {
  readonly onSound: (sound: RawSound) => void;
  readonly onCancel: () => void;
}

/** Records one piece for the library, from when it is shown until somebody stops it. */
export function ChapterRecorder({ onSound, onCancel }: RecorderProps) {
  const recorder = useRef<Recorder | undefined>(undefined);
  const [seconds, setSeconds] = useState<number>();
  const [trouble, setTrouble] = useState<Trouble>();
  const { adding } = words;
  const stop = async () => {
    const running = recorder.current;
    if (running !== undefined) onSound(await running.stop());
  };
  useEffect(() => {
    let isGone = false;
    const listener = {
      onPiece: (_: Float32Array, elapsedMs: number) => setSeconds(Math.floor(elapsedMs / 1_000)),
      onFull: () => void stop(),
      // What was said until then is kept.
      onInterrupted: () => void stop(),
    };
    startRecorder(listener, { isAudible: true }).then(
      (started) => {
        if (isGone) return started.discard();
        recorder.current = started;
        setSeconds(0);
      },
      (error: unknown) => setTrouble(describeTrouble(error)),
    );
    return () => {
      isGone = true;
      recorder.current?.discard();
    };
  }, []);
  return (
    <div class="playing">
      {trouble === undefined ? (
        <>
          <p role="status">{seconds === undefined ? adding.starting : adding.recording}</p>
          <button
            type="button"
            class="main round"
            disabled={seconds === undefined}
            onClick={() => void stop()}
          >
            <RecordingIcon of="stop" />
            {adding.stop}
          </button>
          <p class="soft small">{adding.left(LONGEST_RECORDING_MS / 1_000 - (seconds ?? 0))}</p>
        </>
      ) : (
        <TroubleNote trouble={trouble} />
      )}
      <button type="button" class="quiet" onClick={onCancel}>
        {words.unlock.cancel}
      </button>
    </div>
  );
}
