/** The microphone's raw samples, until somebody stops it. */
import { MicrophoneError, microphoneTrouble } from "./errors.ts";
import { openSoundSystem } from "./sound-system.ts";

export const LONGEST_RECORDING_MS = 40_000;

/** Sound as the page has it before it is shaped. */
export interface RawSound {
  /** Mono, -1..1. */
  readonly pcm: Float32Array<ArrayBuffer>;
  readonly sampleRateHz: number;
}

export interface Recorder {
  /** Stops, and gives what was recorded. Calling it again gives the same. */
  stop(): Promise<RawSound>;
  /** Stops and forgets. */
  discard(): void;
}

export interface RecorderListener {
  /** About 47 times a second: the loudest sample since the last call, 0..1, and how long it has been recording. */
  onLevel(peak: number, elapsedMs: number): void;
  /** It reached its longest, or the microphone was taken away: call `stop`. */
  onFull(): void;
}

/** Raw: a toy gets the voice as it is, and `hub/audio` does the levelling. */
const CONSTRAINTS = {
  channelCount: { ideal: 1 },
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
} satisfies MediaTrackConstraints;

/** @throws MicrophoneError */
export async function startRecorder(
  listener: RecorderListener,
  longestMs = LONGEST_RECORDING_MS,
): Promise<Recorder> {
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
  const release = () => {
    stopTracks();
    void audio.close().catch(() => undefined); // Closed already: nothing is left to release.
  };

  const node = new AudioWorkletNode(audio, "capture", { numberOfOutputs: 0 });
  audio.createMediaStreamSource(stream).connect(node);
  const mostSamples = Math.floor((audio.sampleRate * longestMs) / 1_000);
  const pieces: Float32Array[] = [];
  let samples = 0;
  let stopped: Promise<RawSound> | undefined;
  const ended = Promise.withResolvers<void>();

  node.port.onmessage = ({ data }: MessageEvent<Float32Array | "end">) => {
    if (data === "end") return ended.resolve();
    if (samples >= mostSamples) return;
    pieces.push(data.subarray(0, mostSamples - samples));
    samples = Math.min(mostSamples, samples + data.length);
    if (stopped !== undefined) return;
    listener.onLevel(peakOf(data), (samples * 1_000) / audio.sampleRate);
    if (samples === mostSamples) listener.onFull();
  };
  for (const track of stream.getTracks()) track.onended = () => listener.onFull();

  return {
    stop() {
      stopped ??= (async () => {
        node.port.postMessage("stop");
        // Where the audio thread is gone already, what it sent is all there is.
        await Promise.race([ended.promise, new Promise((resolve) => setTimeout(resolve, 300))]);
        const { sampleRate } = audio;
        release();
        return { pcm: join(pieces, samples), sampleRateHz: sampleRate };
      })();
      return stopped;
    },
    discard() {
      pieces.length = 0;
      samples = mostSamples;
      release();
    },
  };
}

function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return Math.min(1, peak);
}

function join(pieces: readonly Float32Array[], length: number): Float32Array<ArrayBuffer> {
  const all = new Float32Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
