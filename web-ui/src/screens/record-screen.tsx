import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { describeTrouble, type Trouble } from "../actions/trouble.ts";
import { sayLength } from "../moments.ts";
import { drawBars } from "../parts/draw-bars.ts";
import { FileButton } from "../parts/file-button.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { LONGEST_RECORDING_MS, type RawSound, type Recorder, startRecorder } from "../recording/recorder.ts";
import { words } from "../words.ts";

export interface RecordScreenProps {
  readonly child: string;
  readonly toy: string;
  readonly onSound: (sound: RawSound) => void;
  readonly onDiscard: () => void;
}

const BARS = 48;
/** The pieces come 47 times a second; half of that is smooth enough and leaves the phone cool. */
const EVERY = 2;
/** Seconds that are left when it is said aloud; more often would be heard in the recording. */
const WARNINGS = [5, 10];

interface Reading {
  readonly elapsedMs: number;
  readonly levels: readonly number[];
}

/** Begins to record as soon as it is shown: "Record" was pressed. */
export function RecordScreen({ child, toy, onSound, onDiscard }: RecordScreenProps) {
  const recorder = useRef<Recorder | undefined>(undefined);
  const [reading, setReading] = useState<Reading>();
  const [trouble, setTrouble] = useState<Trouble>();
  const stop = async () => {
    const running = recorder.current;
    if (running === undefined) return;
    navigator.vibrate?.(30);
    onSound(await running.stop());
  };

  // Not `useEffect`: that waits for a paint, and by then somebody speaks.
  useLayoutEffect(() => {
    let isGone = false;
    const levels: number[] = Array(BARS).fill(0);
    let pieces = 0;
    let loudest = 0;
    const listener = {
      onLevel(peak: number, elapsedMs: number) {
        loudest = Math.max(loudest, peak);
        pieces += 1;
        if (pieces % EVERY !== 1) return;
        levels.shift();
        levels.push(loudest);
        loudest = 0;
        setReading({ elapsedMs, levels: [...levels] });
      },
      onFull: () => void stop(),
    };
    startRecorder(listener).then(
      (started) => {
        if (isGone) return started.discard();
        recorder.current = started;
        navigator.vibrate?.(30);
        setReading({ elapsedMs: 0, levels });
      },
      (error: unknown) => setTrouble(describeTrouble(error)),
    );
    return () => {
      isGone = true;
      recorder.current?.discard();
    };
  }, []);

  const elapsed = reading?.elapsedMs ?? 0;
  // Both in whole seconds, and one from the other: together they are always 40.
  const secondsGone = Math.floor(elapsed / 1_000);
  const secondsLeft = LONGEST_RECORDING_MS / 1_000 - secondsGone;
  const warning = WARNINGS.find((seconds) => secondsLeft <= seconds);
  return (
    <section class="screen record">
      <header>
        <h1 tabIndex={-1}>{words.record.title(child, toy)}</h1>
        {trouble === undefined && (
          <p class="soft">{reading === undefined ? words.record.starting : words.record.tip}</p>
        )}
      </header>
      {trouble === undefined ? (
        <div class="middle">
          <Ring elapsedMs={elapsed} secondsGone={secondsGone} secondsLeft={secondsLeft} />
          <Level levels={reading?.levels ?? []} />
          <p class="unseen" aria-live="polite">
            {reading === undefined
              ? ""
              : warning === undefined
                ? words.record.started
                : words.record.left(warning)}
          </p>
        </div>
      ) : (
        <TroubleNote trouble={trouble}>
          <FileButton onSound={onSound} onTrouble={setTrouble} />
        </TroubleNote>
      )}
      <div class="bottom">
        {trouble === undefined && (
          <button
            type="button"
            class="main round"
            disabled={reading === undefined}
            onClick={() => void stop()}
          >
            <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
              <rect x="5" y="5" width="14" height="14" rx="3" fill="currentColor" />
            </svg>
            {words.record.stop}
          </button>
        )}
        <button type="button" class="quiet" onClick={onDiscard}>
          {words.record.discard}
        </button>
      </div>
    </section>
  );
}

interface RingProps {
  readonly elapsedMs: number;
  readonly secondsGone: number;
  readonly secondsLeft: number;
}

function Ring({ elapsedMs, secondsGone, secondsLeft }: RingProps) {
  const share = Math.max(0, 1 - elapsedMs / LONGEST_RECORDING_MS);
  return (
    <div class="ring">
      <svg viewBox="0 0 100 100" aria-hidden="true" focusable="false">
        <circle cx="50" cy="50" r="46" />
        <circle
          class="left"
          cx="50"
          cy="50"
          r="46"
          pathLength={1}
          stroke-dasharray="1"
          stroke-dashoffset={1 - share}
        />
      </svg>
      <div class="reading">
        <span class="elapsed">{sayLength(secondsGone * 1_000)}</span>
        <span class="soft small">{words.record.left(secondsLeft)}</span>
      </div>
    </div>
  );
}

function Level({ levels }: { levels: readonly number[] }) {
  return (
    <svg class="level" viewBox="0 0 100 40" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      {/* By their root, so that quiet speech is seen. */}
      <path d={drawBars(levels.map(Math.sqrt))} />
    </svg>
  );
}
