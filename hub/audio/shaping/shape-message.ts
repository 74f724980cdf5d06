/** From what a microphone heard to what a toy gets: one voice, trimmed, levelled, with a tail, encoded. */
import type { AudioProblem } from "../audio-problems.ts";
import { decodeMessageFrames } from "../message-codec/decode-message.ts";
import { encodeMessage } from "../message-codec/encode-message.ts";
import { FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE_HZ } from "../message-codec/frame-layout.ts";
import { MESSAGE_HEADER_BYTES } from "../message-codec/message-file.ts";
import {
  LONGEST_SOUND_MS,
  MOST_EXTRA_FRAMES,
  SILENT_LUFS,
  TAIL_MS,
  TARGET_DBTP,
  TARGET_LUFS,
} from "../message-limits.ts";
import { toFloatSamples, toIntegerSamples } from "../samples.ts";
import { limitPeaks } from "./limit-peaks.ts";
import { measureLoudness } from "./loudness.ts";
import { mixToMono } from "./mono.ts";
import { resample } from "./resample.ts";
import { findSound, withMargins } from "./trim-silence.ts";
import { measureTruePeak } from "./true-peak.ts";

const LOWEST_RATE_HZ = 8000;
const HIGHEST_RATE_HZ = 192_000;
/** Shorter than the shortest word. */
const SHORTEST_SOUND_MS = 100;
/** Raising a voice further would raise the room with it. */
const MOST_GAIN_DB = 30;
const TOO_QUIET_LUFS = TARGET_LUFS - MOST_GAIN_DB;
/** What limiting may cost in loudness and get back. */
const MOST_MAKE_UP_DB = 6;
const FADE_MS = 5;
/** A limiter takes back part of every decibel of gain. */
const OVER_CORRECTION = 1.5;
const MOST_ROUNDS = 6;
const CLOSE_ENOUGH_LU = 0.15;
const MOST_SOUND_SAMPLES = (LONGEST_SOUND_MS * SAMPLE_RATE_HZ) / 1000;
/** One frame so that the last sound gets out of the decoder, then the tail. */
const TAIL_FRAMES = 1 + TAIL_MS / FRAME_MS;

export interface ShapingOptions {
  /** A number from 0 up to 1, like `Math.random`: decides how many silent frames are added. */
  readonly random: () => number;
  /** "Send anyway": raise a voice that is too quiet as far as we raise any. Default false. */
  readonly evenIfQuiet?: boolean;
}

export type ShapedMessage =
  | {
      readonly kind: "ok";
      /** The complete message file. */
      readonly toyBytes: Uint8Array<ArrayBuffer>;
      /** 16 kHz mono before encoding, tail included. To hear it "as the bear", decode `toyBytes`. */
      readonly samples16k: Int16Array;
      /** The whole message, its tail included. */
      readonly milliseconds: number;
      /** What is left of the sound after trimming. */
      readonly soundMilliseconds: number;
      /** Cut off at the start and at the end. */
      readonly trimmedMilliseconds: { readonly start: number; readonly end: number };
      /** Of what the toy will play. */
      readonly loudnessLufs: number;
      readonly truePeakDbtp: number;
      /** Of what came in, after trimming. */
      readonly heardLufs: number;
    }
  | { readonly kind: "refused"; readonly code: SoundProblem };

type SoundProblem = Extract<AudioProblem, `sound.${string}`>;

/** @param pcm mono, -1..1, 8,000 to 192,000 samples a second (several channels: `mixToMono`). Never throws. */
export function shapeMessage(
  pcm: Float32Array,
  sampleRateHz: number,
  { random, evenIfQuiet = false }: ShapingOptions,
): ShapedMessage {
  if (!Number.isInteger(sampleRateHz) || sampleRateHz < LOWEST_RATE_HZ || sampleRateHz > HIGHEST_RATE_HZ) {
    return { kind: "refused", code: "sound.bad-rate" };
  }
  if ((pcm.length * 1000) / sampleRateHz < SHORTEST_SOUND_MS)
    return { kind: "refused", code: "sound.too-short" };
  const all = resample(mixToMono([pcm]), sampleRateHz, SAMPLE_RATE_HZ);
  removeOffset(all);
  const heard = findSound(all, SAMPLE_RATE_HZ);
  if (heard === undefined) return { kind: "refused", code: "sound.silence" };
  const heardMilliseconds = ((heard.end - heard.start) * 1000) / SAMPLE_RATE_HZ;
  if (heardMilliseconds < SHORTEST_SOUND_MS) return { kind: "refused", code: "sound.too-short" };
  const range = withMargins(heard, {
    sampleRateHz: SAMPLE_RATE_HZ,
    available: all.length,
    mostSamples: MOST_SOUND_SAMPLES,
  });
  const sound = all.slice(range.start, range.end);
  const heardLufs = measureLoudness(sound, SAMPLE_RATE_HZ);
  if (heardLufs < SILENT_LUFS) return { kind: "refused", code: "sound.silence" };
  if (heardMilliseconds > LONGEST_SOUND_MS) return { kind: "refused", code: "sound.too-long" };
  if (heardLufs < TOO_QUIET_LUFS && !evenIfQuiet) return { kind: "refused", code: "sound.too-quiet" };

  fadeEnds(sound);
  const soundFrames = Math.ceil(sound.length / FRAME_SAMPLES);
  const extraFrames = Math.min(MOST_EXTRA_FRAMES, Math.floor(random() * (MOST_EXTRA_FRAMES + 1)));
  const levelled = level(sound, heardLufs);
  const samples16k = new Int16Array((soundFrames + TAIL_FRAMES + extraFrames) * FRAME_SAMPLES);
  samples16k.set(levelled.samples);
  return {
    kind: "ok",
    toyBytes: encodeMessage(samples16k),
    samples16k,
    milliseconds: (samples16k.length * 1000) / SAMPLE_RATE_HZ,
    soundMilliseconds: Math.round((sound.length * 1000) / SAMPLE_RATE_HZ),
    trimmedMilliseconds: {
      start: Math.round((range.start * 1000) / SAMPLE_RATE_HZ),
      end: Math.round(((all.length - range.end) * 1000) / SAMPLE_RATE_HZ),
    },
    loudnessLufs: levelled.loudnessLufs,
    truePeakDbtp: levelled.truePeakDbtp,
    heardLufs,
  };
}

/**
 * Brings sound to the target loudness and under the target peak, both as they are after the codec: each round encodes,
 * listens, and corrects gain and ceiling by what came out.
 */
function level(
  sound: Float32Array,
  heardLufs: number,
): { samples: Int16Array; loudnessLufs: number; truePeakDbtp: number } {
  const neededDb = TARGET_LUFS - heardLufs;
  const mostGainDb = neededDb > MOST_GAIN_DB ? MOST_GAIN_DB : neededDb + MOST_MAKE_UP_DB;
  let gainDb = Math.min(neededDb, mostGainDb);
  let ceilingDb = TARGET_DBTP - 0.2;
  for (let round = 1; ; round++) {
    const gain = 10 ** (gainDb / 20);
    const raised = limitPeaks(
      sound.map((sample) => sample * gain),
      SAMPLE_RATE_HZ,
      10 ** (ceilingDb / 20),
    );
    const samples = toIntegerSamples(raised.samples);
    const played = listen(samples);
    const loudnessLufs = measureLoudness(played, SAMPLE_RATE_HZ);
    const truePeakDbtp = measureTruePeak(played);
    const missing = TARGET_LUFS - loudnessLufs;
    const nextGainDb = Math.min(mostGainDb, gainDb + missing * (raised.isLimited ? OVER_CORRECTION : 1));
    const isLevelled = Math.abs(missing) < CLOSE_ENOUGH_LU || nextGainDb === gainDb;
    if ((isLevelled || round >= MOST_ROUNDS) && truePeakDbtp < TARGET_DBTP) {
      return { samples, loudnessLufs, truePeakDbtp };
    }
    gainDb = round >= MOST_ROUNDS ? gainDb : nextGainDb;
    if (truePeakDbtp >= TARGET_DBTP) ceilingDb -= truePeakDbtp - TARGET_DBTP + 0.1;
  }
}

/** What a toy plays of it, tail included: loudness is then measured over the same blocks as in `checkMessage`. */
function listen(samples: Int16Array): Float32Array {
  const padded = new Int16Array((Math.ceil(samples.length / FRAME_SAMPLES) + TAIL_FRAMES) * FRAME_SAMPLES);
  padded.set(samples);
  const played = new Int16Array(padded.length);
  decodeMessageFrames(encodeMessage(padded).subarray(MESSAGE_HEADER_BYTES), played);
  return toFloatSamples(played);
}

/** A constant offset is no sound, but would count as one. */
function removeOffset(samples: Float32Array): void {
  let sum = 0;
  for (let n = 0; n < samples.length; n++) sum += samples[n] as number;
  const mean = sum / samples.length;
  for (let n = 0; n < samples.length; n++) samples[n] = (samples[n] as number) - mean;
}

/** A cut in the middle of a room's hum would click. */
function fadeEnds(samples: Float32Array): void {
  const length = Math.min((SAMPLE_RATE_HZ * FADE_MS) / 1000, Math.floor(samples.length / 2));
  for (let n = 0; n < length; n++) {
    const gain = (n + 0.5) / length;
    samples[n] = (samples[n] as number) * gain;
    const mirrored = samples.length - 1 - n;
    samples[mirrored] = (samples[mirrored] as number) * gain;
  }
}
