import type { AudioProblem } from "./audio-problems.ts";
import { AudioError } from "./errors.ts";
import { decodeMessageFrames } from "./message-codec/decode-message.ts";
import { FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE_HZ } from "./message-codec/frame-layout.ts";
import { parseMessageFile } from "./message-codec/message-file.ts";
import {
  LONGEST_MESSAGE_FRAMES,
  LONGEST_SOUND_MS,
  SILENT_FRAME_DBFS,
  SILENT_LUFS,
  TOO_LOUD_DBTP,
  TOO_LOUD_LUFS,
} from "./message-limits.ts";
import { toFloatSamples } from "./samples.ts";
import { measureLoudness } from "./shaping/loudness.ts";
import { measureTruePeak } from "./shaping/true-peak.ts";

/** The decoder is a frame late, and its noise may reach a frame further. */
const CODEC_SPREAD_MS = 2 * FRAME_MS;

type MessageProblem = Extract<AudioProblem, `message.${string}`>;

interface MessageFacts {
  /** The whole message, its tail included. */
  readonly milliseconds: number;
  /** Up to the end of the last frame that can be heard. */
  readonly soundMilliseconds: number;
  readonly frameCount: number;
  readonly loudnessLufs: number;
  readonly truePeakDbtp: number;
  /** 16 kHz mono, what the toy will play. */
  readonly samples: Int16Array;
}

export type MessageCheck =
  | ({ readonly kind: "ok" } & MessageFacts)
  | { readonly kind: "refused"; readonly code: MessageProblem; readonly detail: string };

/**
 * Decodes what will reach a child, to see that it may: a true header, no bad frame, something to hear, not too long and
 * not too loud. Work is bounded: a file that is too long is refused before it is decoded. Never throws.
 */
export function checkMessage(bytes: Uint8Array): MessageCheck {
  let file: ReturnType<typeof parseMessageFile>;
  try {
    file = parseMessageFile(bytes);
  } catch (error) {
    if (!(error instanceof AudioError)) throw error;
    return refused(error.code as MessageProblem, error.detail);
  }
  const { frames, frameCount, milliseconds } = file;
  if (frameCount > LONGEST_MESSAGE_FRAMES) return refused("message.too-long", `${milliseconds} ms`);

  const samples = new Int16Array(frameCount * FRAME_SAMPLES);
  const frameErrors = decodeMessageFrames(frames, samples);
  if (frameErrors > 0) return refused("message.frame-errors", `${frameErrors} of ${frameCount} frames`);

  const floats = toFloatSamples(samples);
  const loudnessLufs = measureLoudness(floats, SAMPLE_RATE_HZ);
  if (loudnessLufs < SILENT_LUFS) return refused("message.silence", `${loudnessLufs.toFixed(1)} LUFS`);
  const soundMilliseconds = endOfSound(samples);
  if (soundMilliseconds > LONGEST_SOUND_MS + CODEC_SPREAD_MS) {
    return refused("message.too-long", `${soundMilliseconds} ms of sound`);
  }
  if (loudnessLufs > TOO_LOUD_LUFS) return refused("message.too-loud", `${loudnessLufs.toFixed(1)} LUFS`);
  const truePeakDbtp = measureTruePeak(floats);
  if (truePeakDbtp > TOO_LOUD_DBTP) return refused("message.too-loud", `${truePeakDbtp.toFixed(1)} dBTP`);
  return { kind: "ok", milliseconds, soundMilliseconds, frameCount, loudnessLufs, truePeakDbtp, samples };
}

function refused(code: MessageProblem, detail: string): MessageCheck {
  return { kind: "refused", code, detail };
}

function endOfSound(samples: Int16Array): number {
  const silentEnergy = FRAME_SAMPLES * (32_768 * 10 ** (SILENT_FRAME_DBFS / 20)) ** 2;
  for (let frame = samples.length / FRAME_SAMPLES - 1; frame >= 0; frame--) {
    let energy = 0;
    for (let i = 0; i < FRAME_SAMPLES; i++) energy += (samples[frame * FRAME_SAMPLES + i] as number) ** 2;
    if (energy >= silentEnergy) return (frame + 1) * FRAME_MS;
  }
  return 0;
}
