/**
 * What `arecord -t wav` writes to a pipe before the first sample: the 44 bytes of a plain WAV header, with lengths that it cannot know yet.
 *
 *   offset  size  field
 *   0       4     "RIFF"
 *   8       8     "WAVEfmt "
 *   16      4     16, bytes of the format that follow
 *   20      2     1, PCM
 *   22      2     channels
 *   24      4     samples a second: what the device gives, which is not always what was asked for
 *   34      2     bits a sample
 *   36      4     "data"
 *
 * Source: aplay.c of alsa-utils 1.2.8, `begin_wave`; the fields as in `hub/audio/wav.ts`.
 */

export const HEADER_BYTES = 44;

const LOWEST_RATE_HZ = 8_000;
const HIGHEST_RATE_HZ = 96_000;

/** @returns the rate of one channel of 16-bit samples; `undefined` for anything else */
export function parseArecordHeader(bytes: Uint8Array): { readonly sampleRateHz: number } | undefined {
  if (bytes.byteLength < HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  const sampleRateHz = view.getUint32(24, true);
  const isPlain =
    text(0, 4) === "RIFF" &&
    text(8, 16) === "WAVEfmt " &&
    view.getUint32(16, true) === 16 &&
    view.getUint16(20, true) === 1 &&
    view.getUint16(22, true) === 1 &&
    view.getUint16(34, true) === 16 &&
    text(36, 40) === "data" &&
    sampleRateHz >= LOWEST_RATE_HZ &&
    sampleRateHz <= HIGHEST_RATE_HZ;
  return isPlain ? { sampleRateHz } : undefined;
}
