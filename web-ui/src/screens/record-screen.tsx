import { useState } from "preact/hooks";
import { sayLength } from "../moments.ts";
import { BrokenOffNote } from "../parts/broken-off.tsx";
import { drawBars } from "../parts/draw-bars.ts";
import { OtherWays } from "../parts/other-ways.tsx";
import { RecordingIcon } from "../parts/recording-icon.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { useAtStake } from "../parts/use-at-stake.ts";
import { useMicrophones } from "../parts/use-microphones.ts";
import { useRecording } from "../parts/use-recording.ts";
import { LONGEST_RECORDING_MS, type RawSound } from "../recording/raw-sound.ts";
import type { RecordingState } from "../recording/recording-session.ts";
import type { NewTake } from "../recording/take-store.ts";
import { switchTones, tonesAreOn } from "../recording/tones.ts";
import { words } from "../words.ts";

export interface RecordScreenProps {
  readonly child: string;
  readonly toy: string;
  readonly take: NewTake;
  /** What is kept of it, when it goes on after a break. */
  readonly before: readonly RawSound[];
  readonly onStopped: (sound: RawSound, isKept: boolean) => void;
  /** A sound that was not recorded here. */
  readonly onSound: (sound: RawSound) => void;
  readonly onDiscard: () => void;
}

/** Seconds that are left when it is said aloud; more often would be heard in the recording. */
const WARNINGS = [5, 10];

/** Begins to record as soon as it is shown: "Record" was pressed. */
export function RecordScreen({ child, toy, take, before, onStopped, onSound, onDiscard }: RecordScreenProps) {
  useAtStake();
  const recording = useRecording((_, sound, isKept) => onStopped(sound, isKept));
  const { trouble, isRoom, onRoom, onTrouble, tryAgain } = useMicrophones(recording, take, before);
  const { state = STARTING } = recording;
  const discard = () => void recording.discard().then(onDiscard);
  return (
    <section class="screen record">
      <header>
        <ScreenTitle title={words.record.title(child, toy)} tab={words.home.record} />
        {trouble === undefined && state.kind !== "interrupted" && (
          <p class="soft">
            {state.kind === "starting"
              ? words.recording.starting
              : isRoom
                ? words.recording.roomTip
                : words.recording.tip}
          </p>
        )}
      </header>
      {trouble !== undefined ? (
        <OtherWays trouble={trouble} onSound={onSound} onTrouble={onTrouble} onRoom={onRoom} />
      ) : state.kind === "interrupted" ? (
        <BrokenOffNote state={state} recording={recording} onDiscard={discard} />
      ) : (
        <Meter state={state} isRoom={isRoom} />
      )}
      <div class="bottom">
        {trouble !== undefined ? (
          <button type="button" onClick={tryAgain}>
            {words.recording.tryAgain}
          </button>
        ) : (
          state.kind !== "interrupted" && (
            <button
              type="button"
              class="main round"
              disabled={state.kind !== "running"}
              onClick={recording.stop}
            >
              <RecordingIcon of="stop" />
              {words.recording.stop}
            </button>
          )
        )}
        {state.kind !== "interrupted" && (
          <button type="button" class="quiet" onClick={discard}>
            {words.recording.discard}
          </button>
        )}
      </div>
    </section>
  );
}

const STARTING: RecordingState = { kind: "starting" };

/** How long, how loud, and what is not as it should be. */
function Meter({ state, isRoom }: { state: RecordingState; isRoom: boolean }) {
  const running = state.kind === "running" ? state : undefined;
  const elapsedMs = running?.elapsedMs ?? 0;
  // Both in whole seconds, and one from the other: together they are always 40.
  const secondsGone = Math.floor(elapsedMs / 1_000);
  const secondsLeft = LONGEST_RECORDING_MS / 1_000 - secondsGone;
  const warning = WARNINGS.find((seconds) => secondsLeft <= seconds);
  return (
    <div class="middle">
      <Ring elapsedMs={elapsedMs} secondsGone={secondsGone} secondsLeft={secondsLeft} />
      <Level levels={running?.levels ?? []} />
      {/* Both have their place before they are needed: nothing moves under the thumb, and what appears is read aloud. */}
      <p class="remark" role="status">
        {running?.isSilent === true ? words.recording.silent : ""}
      </p>
      <p class="remark" role="status">
        {running?.isKept === false ? words.recording.notKept : ""}
      </p>
      {!isRoom && <Tones />}
      <p class="unseen" aria-live="polite">
        {running !== undefined && warning !== undefined ? words.recording.left(warning) : ""}
      </p>
    </div>
  );
}

function Tones() {
  const [isOn, setOn] = useState(tonesAreOn);
  return (
    <label class="tick small">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => {
          switchTones(event.currentTarget.checked);
          setOn(event.currentTarget.checked);
        }}
      />
      <span>{words.recording.tones}</span>
    </label>
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
        <span class="soft small">{words.recording.left(secondsLeft)}</span>
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
