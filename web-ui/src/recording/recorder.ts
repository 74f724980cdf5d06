/** The microphone's raw samples, until somebody stops it. */
import { MicrophoneError, microphoneTrouble } from "./errors.ts";
import { joinPieces, LONGEST_RECORDING_MS, type RawSound } from "./raw-sound.ts";
import { openSoundSystem } from "./sound-system.ts";
import { playTone } from "./tones.ts";

export interface Recorder {
  readonly sampleRateHz: number;
  /** Stops, and gives what was recorded. Calling it again gives the same. */
  stop(): Promise<RawSound>;
  /** Stops and forgets. */
  discard(): void;
}

export interface RecorderListener {
  /** About 47 times a second: what was just heard, and how long it has been recording, that included. */
  onPiece(samples: Float32Array<ArrayBuffer>, elapsedMs: number): void;
  /** It reached its longest: call `stop`. */
  onFull(): void;
  /** The microphone was taken away, by a call or by the system: call `stop`. */
  onInterrupted(): void;
}

interface RecorderOptions {
  readonly longestMs?: number;
  /** A quiet tone before the first sample and after the last. */
  readonly isAudible?: boolean;
}

export type StartRecorder = (listener: RecorderListener, options?: RecorderOptions) => Promise<Recorder>;

/** Raw: a toy gets the voice as it is, and `hub/audio` does the levelling. */
const CONSTRAINTS = {
  channelCount: { ideal: 1 },
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
} satisfies MediaTrackConstraints;
/** A microphone that is silent for a moment, while a headset changes its mind, comes back by itself. */
const MUTED_FOR_MS = 700;

/** @throws MicrophoneError */
export const startRecorder: StartRecorder = async (
  listener,
  { longestMs = LONGEST_RECORDING_MS, isAudible = false } = {},
) => {
  if (navigator.mediaDevices === undefined) throw new MicrophoneError("microphone.not-secure");
  // Both at once: the meter should move as soon as the microphone is there. The sound system comes first, because opening it
  // holds this thread for a tenth of a second, and a microphone that is open by then is heard by nobody.
  const opening = openSoundSystem();
  opening.catch(() => undefined); // Looked at below, when the microphone is there.
  const stream = await navigator.mediaDevices.getUserMedia({ audio: CONSTRAINTS }).catch((cause: unknown) => {
    void opening.then((opened) => opened.close()).catch(() => undefined); // Not even begun: nothing to release.
    throw new MicrophoneError(microphoneTrouble(cause), { cause });
  });
  const stopTracks = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  const audio = await opening.catch((cause: unknown) => {
    stopTracks();
    throw new MicrophoneError("microphone.failed", { cause });
  });
  const watch = new AbortController();
  const release = async () => {
    watch.abort();
    stopTracks();
    await audio.close().catch(() => undefined); // Closed already: nothing is left to release.
  };
  if (isAudible) await playTone(audio, "start");

  const node = new AudioWorkletNode(audio, "capture", { numberOfOutputs: 0 });
  audio.createMediaStreamSource(stream).connect(node);
  const mostSamples = Math.floor((audio.sampleRate * longestMs) / 1_000);
  const pieces: Float32Array[] = [];
  let samples = 0;
  let stopped: Promise<RawSound> | undefined;
  const ended = Promise.withResolvers<void>();

  node.port.onmessage = ({ data }: MessageEvent<Float32Array<ArrayBuffer> | "end">) => {
    if (data === "end") return ended.resolve();
    if (samples >= mostSamples) return;
    const piece = data.subarray(0, mostSamples - samples);
    pieces.push(piece);
    samples += piece.length;
    // What comes after "stop" was on its way: it belongs to the recording, too.
    listener.onPiece(piece, (samples * 1_000) / audio.sampleRate);
    if (samples === mostSamples && stopped === undefined) listener.onFull();
  };
  const sayGoodbye = async () => {
    if (isAudible && audio.state === "running") await playTone(audio, "stop");
    await release();
  };
  watchInterruptions(audio, stream, listener.onInterrupted, watch.signal);

  return {
    sampleRateHz: audio.sampleRate,
    stop() {
      stopped ??= (async () => {
        watch.abort();
        node.port.postMessage("stop");
        // Where the audio thread is gone already, what it sent is all there is.
        await Promise.race([ended.promise, new Promise((resolve) => setTimeout(resolve, 300))]);
        const { sampleRate } = audio;
        stopTracks();
        void sayGoodbye();
        return { pcm: joinPieces(pieces), sampleRateHz: sampleRate };
      })();
      return stopped;
    },
    discard() {
      pieces.length = 0;
      samples = mostSamples;
      void release();
    },
  };
};

/** A call takes the microphone in one of three ways, by browser: it ends the track, mutes it, or halts the sound system. */
function watchInterruptions(
  audio: AudioContext,
  stream: MediaStream,
  onInterrupted: () => void,
  signal: AbortSignal,
): void {
  const tell = () => {
    if (!signal.aborted) onInterrupted();
  };
  const unlessBack = (isBack: () => boolean) => setTimeout(() => isBack() || tell(), MUTED_FOR_MS);
  for (const track of stream.getTracks()) {
    track.addEventListener("ended", tell, { signal });
    track.addEventListener("mute", () => unlessBack(() => !track.muted), { signal });
  }
  const halted = () => {
    if (audio.state === "running" || audio.state === "closed") return;
    void audio.resume().catch(() => undefined); // Looked at in a moment.
    unlessBack(() => audio.state === "running");
  };
  audio.addEventListener("statechange", halted, { signal });
}
