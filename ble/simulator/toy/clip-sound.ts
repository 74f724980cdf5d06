/**
 * What the audio chip makes of the bytes in a slot. It has no way to complain: what is not a clip makes no sound, and
 * what is missing at the end is not heard.
 */
import { decodeMessageFrames } from "../../../hub/audio/message-codec/decode-message.ts";
import { FRAME_BYTES, FRAME_MS, FRAME_SAMPLES } from "../../../hub/audio/message-codec/frame-layout.ts";
import { MESSAGE_HEADER_BYTES, MESSAGE_MAGIC } from "../../../hub/audio/message-codec/message-file.ts";
import { decodeRecording } from "../../../hub/audio/recording-codec/decode-recording.ts";
import { parseRecordingFile, RECORDING_MAGIC } from "../../../hub/audio/recording-codec/recording-file.ts";

export const SPEAKER_RATE_HZ = 16_000;

export interface ClipSound {
  /** 16 kHz, mono, 16 bit. */
  readonly samples: Int16Array;
  /** Frames of a message that no encoder makes. */
  readonly frameErrors: number;
}

const u16 = (bytes: Uint8Array, word: number) => (bytes[2 * word] ?? 0) | ((bytes[2 * word + 1] ?? 0) << 8);

/** Frames that the header counts and that are there: what fills up the last request behind them is not played. */
function framesOf(clip: Uint8Array): Uint8Array {
  const counted = u16(clip, 4) + u16(clip, 5) * 0x1_0000;
  const present = Math.floor((clip.byteLength - MESSAGE_HEADER_BYTES) / FRAME_BYTES);
  const frames = Math.max(0, Math.min(counted, present));
  return clip.subarray(MESSAGE_HEADER_BYTES, MESSAGE_HEADER_BYTES + frames * FRAME_BYTES);
}

/** @returns how long a clip plays, ms; 0 for none and for what is no clip */
export function clipMilliseconds(clip: Uint8Array | undefined): number {
  if (clip === undefined) return 0;
  const magic = u16(clip, 0);
  if (magic === MESSAGE_MAGIC) return (framesOf(clip).byteLength / FRAME_BYTES) * FRAME_MS;
  return magic === RECORDING_MAGIC ? Math.round(parseRecordingFile(clip).milliseconds) : 0;
}

export function clipSound(clip: Uint8Array | undefined): ClipSound {
  const magic = clip === undefined ? 0 : u16(clip, 0);
  if (clip !== undefined && magic === MESSAGE_MAGIC) {
    const frames = framesOf(clip);
    const samples = new Int16Array((frames.byteLength / FRAME_BYTES) * FRAME_SAMPLES);
    return { frameErrors: decodeMessageFrames(frames, samples), samples };
  }
  if (clip !== undefined && magic === RECORDING_MAGIC) {
    return { frameErrors: 0, samples: doubleRate(decodeRecording(clip).samples) };
  }
  return { samples: new Int16Array(0), frameErrors: 0 };
}

function doubleRate(samples: Int16Array): Int16Array {
  const doubled = new Int16Array(samples.length * 2);
  for (let index = 0; index < samples.length; index += 1) {
    const [here, next] = [samples[index] ?? 0, samples[index + 1] ?? samples[index] ?? 0];
    doubled[2 * index] = here;
    doubled[2 * index + 1] = (here + next) >> 1;
  }
  return doubled;
}
