import { FrameEncoder } from "./frame-encoder.ts";
import { FRAME_BYTES, FRAME_SAMPLES } from "./frame-layout.ts";
import { createMessageFile, MESSAGE_HEADER_BYTES } from "./message-file.ts";

/**
 * Encodes sound as it is: no trimming, no change of loudness (that is `shapeMessage`). The last frame is filled up with
 * zeros. A decoder is one frame (20 ms) late, so the last 20 ms come out only if a frame of silence follows them.
 *
 * @param samples 16 kHz mono; integers, or floats in the range -1..1.
 * @returns a complete message file.
 * @throws AudioError `message.too-long` over 65,535 frames.
 */
export function encodeMessage(samples: Int16Array | Float32Array): Uint8Array<ArrayBuffer> {
  const frameCount = Math.ceil(samples.length / FRAME_SAMPLES);
  const bytes = createMessageFile(frameCount);
  encodeMessageFrames(samples, bytes.subarray(MESSAGE_HEADER_BYTES));
  return bytes;
}

/** Like {@link encodeMessage}, without the header: fills `frames`, which has 40 bytes for each 320 samples begun. */
export function encodeMessageFrames(samples: Int16Array | Float32Array, frames: Uint8Array): void {
  const encoder = new FrameEncoder();
  const frame = new Float64Array(FRAME_SAMPLES);
  const scale = samples instanceof Float32Array ? 32_768 : 1;
  let at = 0;
  for (let from = 0; from < samples.length; from += FRAME_SAMPLES) {
    const present = Math.min(FRAME_SAMPLES, samples.length - from);
    for (let i = 0; i < present; i++) frame[i] = (samples[from + i] as number) * scale;
    if (present < FRAME_SAMPLES) frame.fill(0, present);
    encoder.encode(frame, frames, at);
    at += FRAME_BYTES;
  }
}
