import { FrameDecoder } from "./frame-decoder.ts";
import { FRAME_BYTES, FRAME_SAMPLES } from "./frame-layout.ts";
import { parseMessageFile } from "./message-file.ts";

export interface DecodedMessage {
  /** 16 kHz mono, as the toy plays it: one frame (20 ms) later than what was encoded. */
  readonly samples: Int16Array;
  readonly frameCount: number;
  /** Frames that cannot have come from an encoder. Each sounds like the one before it, a second in a row is silent. */
  readonly frameErrors: number;
  readonly milliseconds: number;
}

/** @throws AudioError `message.*` for a bad header. Damaged frames are counted, not thrown. */
export function decodeMessage(bytes: Uint8Array): DecodedMessage {
  const { frames, frameCount, milliseconds } = parseMessageFile(bytes);
  const samples = new Int16Array(frameCount * FRAME_SAMPLES);
  return { samples, frameCount, milliseconds, frameErrors: decodeMessageFrames(frames, samples) };
}

/**
 * Decodes whole frames without a header into `samples`, 320 for each.
 * @returns the number of bad frames.
 */
export function decodeMessageFrames(frames: Uint8Array, samples: Int16Array): number {
  const decoder = new FrameDecoder();
  const frameCount = Math.floor(frames.length / FRAME_BYTES);
  let errors = 0;
  for (let frame = 0; frame < frameCount; frame++) {
    if (!decoder.decode(frames, frame * FRAME_BYTES, samples, frame * FRAME_SAMPLES)) errors++;
  }
  return errors;
}
