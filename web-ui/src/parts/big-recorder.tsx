import { useEffect, useRef, useState } from "preact/hooks";
import { describeTrouble, type Trouble } from "../actions/trouble.ts";
import type { PreparedClip } from "../clips/prepared-clip.ts";
import { sayLength } from "../moments.ts";
import { type RawSound, type Recorder, startRecorder } from "../recording/recorder.ts";
import { openSoundSystemAhead } from "../recording/sound-system.ts";
import { words } from "../words.ts";
import { FileButton } from "./file-button.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { usePreparedClip } from "./use-prepared-clip.ts";
import { useSound } from "./use-sound.ts";

type Stage =
  | { readonly kind: "idle" }
  | { readonly kind: "starting" }
  | { readonly kind: "recording" }
  | { readonly kind: "review"; readonly sound: RawSound };

interface BigRecorderProps {
  readonly child: string;
  readonly onSend: (clip: PreparedClip) => void;
}

/** One button: press, speak, press again; then send it, or speak again. Whoever holds the phone need not look for another. */
export function BigRecorder({ child, onSend }: BigRecorderProps) {
  const [stage, setStage] = useState<Stage>({ kind: "idle" });
  const [elapsedMs, setElapsed] = useState(0);
  const [trouble, setTrouble] = useState<Trouble>();
  const recorder = useRef<Recorder | undefined>(undefined);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(openSoundSystemAhead, []);
  useEffect(() => () => recorder.current?.discard(), []);

  const stop = async () => {
    const running = recorder.current;
    if (running === undefined) return;
    recorder.current = undefined;
    navigator.vibrate?.([30, 60, 30]);
    setStage({ kind: "review", sound: await running.stop() });
  };
  const start = async () => {
    setTrouble(undefined);
    setElapsed(0);
    setStage({ kind: "starting" });
    try {
      recorder.current = await startRecorder({
        onLevel: (_, elapsed) => setElapsed(Math.floor(elapsed / 1_000) * 1_000),
        onFull: () => void stop(),
      });
      navigator.vibrate?.(30);
      setStage({ kind: "recording" });
    } catch (error) {
      setTrouble(describeTrouble(error));
      setStage({ kind: "idle" });
    }
  };
  const again = () => {
    void start();
    button.current?.focus();
  };

  if (stage.kind === "review")
    return (
      <BigReview
        sound={stage.sound}
        onAgain={again}
        onSend={(clip) => {
          onSend(clip);
          setStage({ kind: "idle" });
        }}
      />
    );
  const isRecording = stage.kind === "recording";
  return (
    <>
      {trouble !== undefined && (
        <TroubleNote trouble={trouble}>
          <FileButton onSound={(sound) => setStage({ kind: "review", sound })} onTrouble={setTrouble} />
        </TroubleNote>
      )}
      <button
        ref={button}
        type="button"
        class={isRecording ? "biggest recording" : "biggest"}
        disabled={stage.kind === "starting"}
        onClick={() => void (isRecording ? stop() : start())}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
          {isRecording ? (
            <rect x="5" y="5" width="14" height="14" rx="3" fill="currentColor" />
          ) : (
            <>
              <rect x="8.500" y="2" width="7" height="12" rx="3.500" fill="currentColor" />
              <path
                d="M5 11a7 7 0 0 0 14 0M12 18v4"
                fill="none"
                stroke="currentColor"
                stroke-width="2"
                stroke-linecap="round"
              />
            </>
          )}
        </svg>
        {isRecording
          ? words.relative.stop
          : stage.kind === "starting"
            ? words.relative.starting
            : words.relative.record(child)}
        {isRecording && <span class="elapsed">{sayLength(elapsedMs)}</span>}
      </button>
      <p class="big-note" aria-live="polite">
        {isRecording ? words.relative.recording : ""}
      </p>
    </>
  );
}

interface BigReviewProps {
  readonly sound: RawSound;
  readonly onAgain: () => void;
  readonly onSend: (clip: PreparedClip) => void;
}

function BigReview({ sound, onAgain, onSend }: BigReviewProps) {
  const { clip, trouble, takeItQuiet } = usePreparedClip(sound);
  const player = useSound(clip?.wav);
  const send = useRef<HTMLButtonElement>(null);
  // The button that was pressed is gone: the keyboard goes on at the one that comes next.
  useEffect(() => {
    if (clip !== undefined) send.current?.focus({ preventScroll: true });
  }, [clip]);
  return (
    <div class="big-review">
      <p class="big-note" role="status">
        {trouble !== undefined ? "" : clip === undefined ? words.relative.preparing : words.relative.ready}
      </p>
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
    </div>
  );
}
