/**
 * A message as the toy wants it: a header of 16 little-endian words, then frames of 40 bytes, 20 ms each.
 *
 *   word    value
 *   0       0x5541, "AU"
 *   1       16000, samples a second
 *   2       1600, bits a second / 10
 *   3       1, channels
 *   4, 5    number of frames; 0
 *   6, 7    words that follow, frames x 20, low 16 bits; 0
 *   8-12    0
 *   13      16, words of header
 *   14, 15  0xFFFF
 *
 * Source: files that the original app made and toys played. Anything else in a header is refused.
 */
import { AudioError } from "../errors.ts";
import { FRAME_BYTES, FRAME_MS, SAMPLE_RATE_HZ } from "./frame-layout.ts";

export const MESSAGE_HEADER_BYTES = 32;
export const MESSAGE_MAGIC = 0x5541;
const WORDS_PER_FRAME = FRAME_BYTES / 2;
const MOST_FRAMES = 0xffff;

/** By word; `undefined` is told by the number of frames. */
const HEADER: readonly (number | undefined)[] = [
  MESSAGE_MAGIC,
  SAMPLE_RATE_HZ,
  1600,
  1,
  undefined,
  0,
  undefined,
  0,
  0,
  0,
  0,
  0,
  0,
  16,
  0xffff,
  0xffff,
];

export interface MessageFile {
  readonly frameCount: number;
  readonly milliseconds: number;
  /** The frames without the header; a view into the file. */
  readonly frames: Uint8Array;
}

/** @returns a file of `frameCount` frames, header written, frames still zero. */
export function createMessageFile(frameCount: number): Uint8Array<ArrayBuffer> {
  if (frameCount > MOST_FRAMES) {
    throw new AudioError("message.too-long", `${frameCount} frames, the header can count ${MOST_FRAMES}`);
  }
  const bytes = new Uint8Array(MESSAGE_HEADER_BYTES + frameCount * FRAME_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [word, value] of headerOf(frameCount).entries()) view.setUint16(2 * word, value, true);
  return bytes;
}

/** @throws AudioError `message.*` when the header is not exactly what the frames that follow it need. */
export function parseMessageFile(bytes: Uint8Array): MessageFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 2 || view.getUint16(0, true) !== MESSAGE_MAGIC) {
    throw new AudioError("message.bad-magic", "does not begin with AU");
  }
  if (bytes.byteLength < MESSAGE_HEADER_BYTES) {
    throw new AudioError("message.truncated", `${bytes.byteLength} bytes, a header alone has 32`);
  }
  const claimed = view.getUint16(8, true);
  for (const [word, expected] of headerOf(claimed).entries()) {
    const found = view.getUint16(2 * word, true);
    if (found !== expected) {
      throw new AudioError("message.header-lies", `word ${word} is ${found}, should be ${expected}`);
    }
  }
  const present = bytes.byteLength - MESSAGE_HEADER_BYTES;
  if (present < claimed * FRAME_BYTES) {
    throw new AudioError("message.truncated", `header says ${claimed} frames, ${present} bytes follow`);
  }
  if (present > claimed * FRAME_BYTES) {
    throw new AudioError("message.header-lies", `header says ${claimed} frames, ${present} bytes follow`);
  }
  if (claimed === 0) throw new AudioError("message.empty", "no frames");
  return {
    frameCount: claimed,
    milliseconds: claimed * FRAME_MS,
    frames: bytes.subarray(MESSAGE_HEADER_BYTES),
  };
}

function headerOf(frameCount: number): number[] {
  const words = HEADER.map((value) => value ?? 0);
  words[4] = frameCount;
  words[6] = (frameCount * WORDS_PER_FRAME) & 0xffff;
  return words;
}
