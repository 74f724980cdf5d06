import { useEffect, useRef, useState } from "preact/hooks";
import { findTakes } from "../actions/takes.ts";
import { usePage } from "../page-context.ts";
import type { RawSound } from "../recording/raw-sound.ts";
import { type StartRecorder, startRecorder } from "../recording/recorder.ts";
import { RecordingSession, type RecordingState } from "../recording/recording-session.ts";
import type { NewTake } from "../recording/take-store.ts";
import { tonesAreOn } from "../recording/tones.ts";
import { words } from "../words.ts";

export interface RecordingInHand {
  /** `undefined` until {@link begin}. */
  readonly state: RecordingState | undefined;
  /**
   * @param before what is kept of it, when it goes on
   * @param start another microphone than this device's
   */
  begin(take: NewTake, before?: readonly RawSound[], start?: StartRecorder): void;
  stop(): void;
  /** After a break. */
  keep(): void;
  goOn(): void;
  /** After it could not start. */
  again(): void;
  discard(): Promise<void>;
}

const PULSES = { started: [30], stopped: [30, 60, 30] };
const GOING = ["visibilitychange", "freeze"] as const;

/** The microphone in the hand of one screen. A screen that goes away without a word leaves what was said on the device. */
export function useRecording(
  onStopped: (take: NewTake, sound: RawSound, isKept: boolean) => void,
): RecordingInHand {
  const page = usePage();
  const [state, setState] = useState<RecordingState>();
  const session = useRef<RecordingSession | undefined>(undefined);
  const tell = useRef(onStopped);
  tell.current = onStopped;

  useEffect(() => {
    const flush = () => session.current?.flush();
    for (const event of GOING) document.addEventListener(event, flush);
    addEventListener("pagehide", flush);
    return () => {
      for (const event of GOING) document.removeEventListener(event, flush);
      removeEventListener("pagehide", flush);
      void session.current?.close().then(() => findTakes(page));
    };
  }, [page]);

  return {
    state,
    begin(take, before, start = startRecorder) {
      const ports = {
        startRecorder: start,
        takes: page.takes,
        locks: page.tabLocks,
        isAudible: tonesAreOn,
        cue(what: keyof typeof PULSES) {
          navigator.vibrate?.(PULSES[what]);
          page.said.value = words.recording[what];
        },
      };
      const show = (next: RecordingState) => {
        setState(next);
        if (next.kind === "stopped") tell.current(take, next.sound, next.isKept);
      };
      session.current = new RecordingSession(ports, take, show, before);
      void session.current.start();
    },
    stop: () => void session.current?.stop(),
    keep: () => void session.current?.keep(),
    goOn: () => void session.current?.goOn(),
    again: () => void session.current?.start(),
    async discard() {
      await session.current?.discard();
      session.current = undefined;
      setState(undefined);
    },
  };
}
