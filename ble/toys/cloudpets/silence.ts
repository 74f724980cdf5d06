/**
 * The only sound that goes to a toy without a stamp: nothing to hear, put over what was taken back. One second in the toy's message
 * format: a 32-byte header, then frames of 40 bytes, each the same.
 */

const FRAME_MS = 20;
const FRAMES = 50;
const FRAME_BYTES = 40;
/** What our own encoder makes of 320 zero samples; a test compares. */
const SILENT_FRAME = Buffer.from(`50710cbdfcc1ff${"00".repeat(12)}${"ff".repeat(21)}`, "hex");

/** u16, little-endian: "AU", rate, bit rate / 10, channels, frames, words of payload, header length in words. */
const HEADER = [
  0x5541,
  16_000,
  1_600,
  1,
  FRAMES,
  0,
  (FRAMES * FRAME_BYTES) / 2,
  0,
  0,
  0,
  0,
  0,
  0,
  16,
  0xffff,
  0xffff,
] as const;

export const SILENCE_MS = FRAMES * FRAME_MS;

export const SILENCE: Uint8Array = Buffer.concat([
  Buffer.from(HEADER.flatMap((word) => [word & 0xff, word >> 8])),
  ...new Array<Buffer>(FRAMES).fill(SILENT_FRAME),
]);
