import {
  type BitsPerCode,
  BLOCK_LAYOUTS,
  FIRST_WEIGHTS,
  HIGHEST_SAMPLE,
  INITIAL_STEP,
  LOWEST_SAMPLE,
  MOST_STEP,
  SAMPLE_SCALE,
  SECOND_WEIGHTS,
} from "./adpcm.ts";
import { parseRecordingFile, RECORDING_SAMPLE_RATE_HZ } from "./recording-file.ts";

export interface DecodedRecording {
  /** Mono, 16 bits; the lowest four are zero. */
  readonly samples: Int16Array;
  readonly sampleRateHz: typeof RECORDING_SAMPLE_RATE_HZ;
  readonly bitsPerCode: BitsPerCode;
  readonly milliseconds: number;
}

/** @throws AudioError `recording.*`, see `parseRecordingFile`. */
export function decodeRecording(bytes: Uint8Array): DecodedRecording {
  const { blocks, bitsPerCode, sampleCount, milliseconds } = parseRecordingFile(bytes);
  const samples = new Int16Array(sampleCount);
  decodeBlocks(blocks, bitsPerCode, samples);
  return { samples, sampleRateHz: RECORDING_SAMPLE_RATE_HZ, bitsPerCode, milliseconds };
}

/** Decodes whole blocks with predictors 0..6. Step and last two samples run on from block to block. */
function decodeBlocks(blocks: Uint8Array, bitsPerCode: BitsPerCode, samples: Int16Array): void {
  const { words, samples: samplesPerBlock, adaption } = BLOCK_LAYOUTS[bitsPerCode];
  const codeMask = (1 << bitsPerCode) - 1;
  const signBit = 1 << (bitsPerCode - 1);
  let step = INITIAL_STEP;
  let last = 0;
  let lastButOne = 0;
  let to = 0;
  for (let from = 0; from < blocks.length; from += 2 * words) {
    let word = 0;
    let pending = wordAt(blocks, from);
    let pendingBits = 12;
    const predictor = pending >> 12;
    const first = FIRST_WEIGHTS[predictor] as number;
    const second = SECOND_WEIGHTS[predictor] as number;
    for (let i = 0; i < samplesPerBlock; i++) {
      if (pendingBits < bitsPerCode) {
        pending = ((pending & 0xffff) << 16) | wordAt(blocks, from + 2 * ++word);
        pendingBits += 16;
      }
      pendingBits -= bitsPerCode;
      const code = (pending >> pendingBits) & codeMask;
      const signed = (code ^ signBit) - signBit;
      const expected = (first * last + second * lastButOne) >> 8;
      const value = Math.max(LOWEST_SAMPLE, Math.min(HIGHEST_SAMPLE, expected + signed * step));
      step = Math.max(1, Math.min(MOST_STEP, ((adaption[code] as number) * step) >> 8));
      lastButOne = last;
      last = value;
      samples[to++] = value * SAMPLE_SCALE;
    }
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}
