/**
 * A recording as the toy sends it: a header of 16 little-endian words, then whole blocks.
 *
 *   word   value
 *   0      0x534D, "MS"
 *   1      sample rate; the original app ignores it and plays at 8000
 *   2      bits per code: 4, 5 or 6
 *   3-15   read by nobody, hence not judged here
 */
import { AudioError } from "../errors.ts";
import { type BitsPerCode, BLOCK_LAYOUTS, PREDICTORS } from "./adpcm.ts";

export const RECORDING_HEADER_BYTES = 32;
export const RECORDING_MAGIC = 0x534d;
/** What toys record at, whatever word 1 says. */
export const RECORDING_SAMPLE_RATE_HZ = 8000;

export interface RecordingFile {
  readonly bitsPerCode: BitsPerCode;
  /** Word 1 of the header, told for curiosity. */
  readonly claimedSampleRateHz: number;
  readonly blockCount: number;
  readonly sampleCount: number;
  readonly milliseconds: number;
  /** The blocks without the header; a view into the file. */
  readonly blocks: Uint8Array;
}

/**
 * @throws AudioError `recording.*` for a wrong magic, bits or predictor, and when the last block is not whole.
 * Flipped bits anywhere else cannot be seen: the format has no checksum.
 */
export function parseRecordingFile(bytes: Uint8Array): RecordingFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 2 || view.getUint16(0, true) !== RECORDING_MAGIC) {
    throw new AudioError("recording.bad-magic", "does not begin with MS");
  }
  if (bytes.byteLength < RECORDING_HEADER_BYTES) {
    throw new AudioError("recording.bad-size", `${bytes.byteLength} bytes, a header alone has 32`);
  }
  const bits = view.getUint16(4, true);
  if (bits !== 4 && bits !== 5 && bits !== 6) {
    throw new AudioError("recording.bad-bits", `${bits} bits per code, should be 4, 5 or 6`);
  }
  const blocks = bytes.subarray(RECORDING_HEADER_BYTES);
  const { words, samples } = BLOCK_LAYOUTS[bits];
  if (blocks.byteLength % (2 * words) !== 0) {
    throw new AudioError("recording.bad-size", `${blocks.byteLength} bytes of blocks of ${2 * words}`);
  }
  const blockCount = blocks.byteLength / (2 * words);
  if (blockCount === 0) throw new AudioError("recording.empty", "no blocks");
  for (let block = 0; block < blockCount; block++) {
    // The predictor is the highest four bits of the block's first word, and that word's high byte comes second.
    const predictor = (blocks[block * 2 * words + 1] as number) >> 4;
    if (predictor >= PREDICTORS) {
      throw new AudioError("recording.bad-predictor", `block ${block} has predictor ${predictor}`);
    }
  }
  const sampleCount = blockCount * samples;
  return {
    bitsPerCode: bits,
    claimedSampleRateHz: view.getUint16(2, true),
    blockCount,
    sampleCount,
    milliseconds: (sampleCount * 1000) / RECORDING_SAMPLE_RATE_HZ,
    blocks,
  };
}

/** @returns a file of `blockCount` blocks, header written, blocks still zero. Words 3-15 as the app's messages have them. */
export function createRecordingFile(bitsPerCode: BitsPerCode, blockCount: number): Uint8Array<ArrayBuffer> {
  const payloadWords = blockCount * BLOCK_LAYOUTS[bitsPerCode].words;
  const bytes = new Uint8Array(RECORDING_HEADER_BYTES + 2 * payloadWords);
  const view = new DataView(bytes.buffer);
  const header = [RECORDING_MAGIC, RECORDING_SAMPLE_RATE_HZ, bitsPerCode, 1, 0, 0];
  header.push(payloadWords & 0xffff, payloadWords >>> 16, 0, 0, 0, 0, 0, 16, 0xffff, 0xffff);
  for (const [word, value] of header.entries()) view.setUint16(2 * word, value, true);
  return bytes;
}
