/** What a simulated toy does with what it hears: the mirror image of `decode-recording.ts`. */
import {
  type BitsPerCode,
  BLOCK_LAYOUTS,
  type BlockLayout,
  FIRST_WEIGHTS,
  HIGHEST_SAMPLE,
  INITIAL_STEP,
  LOWEST_SAMPLE,
  MOST_STEP,
  PREDICTORS,
  SAMPLE_SCALE,
  SECOND_WEIGHTS,
} from "./adpcm.ts";
import { createRecordingFile, RECORDING_HEADER_BYTES } from "./recording-file.ts";

/** One predictor's attempt at a block: its codes, the state it would leave behind, and how far off it is. */
interface Attempt {
  readonly codes: Uint8Array;
  step: number;
  last: number;
  lastButOne: number;
  error: number;
}

/**
 * @param samples 8 kHz mono, 16 bits. The last block is filled up with the last sample.
 * @returns a complete recording file. Every block has the predictor that comes closest to its samples.
 */
export function encodeRecording(
  samples: Int16Array,
  { bitsPerCode }: { readonly bitsPerCode: BitsPerCode },
): Uint8Array<ArrayBuffer> {
  const layout = BLOCK_LAYOUTS[bitsPerCode];
  const blockCount = Math.ceil(samples.length / layout.samples);
  const file = createRecordingFile(bitsPerCode, blockCount);
  const targets = new Float64Array(layout.samples);
  let best = createAttempt(layout.samples);
  let attempt = createAttempt(layout.samples);
  let before = createAttempt(0);
  for (let block = 0; block < blockCount; block++) {
    for (let i = 0; i < layout.samples; i++) {
      const at = Math.min(block * layout.samples + i, samples.length - 1);
      targets[i] = (samples[at] as number) / SAMPLE_SCALE;
    }
    let chosen = 0;
    best.error = Number.POSITIVE_INFINITY;
    for (let predictor = 0; predictor < PREDICTORS; predictor++) {
      tryPredictor(targets, predictor, layout, bitsPerCode, before, attempt);
      if (attempt.error >= best.error) continue;
      chosen = predictor;
      [best, attempt] = [attempt, best];
    }
    writeBlock(file, RECORDING_HEADER_BYTES + block * 2 * layout.words, chosen, best.codes, bitsPerCode);
    before = { ...best };
  }
  return file;
}

function createAttempt(codes: number): Attempt {
  return { codes: new Uint8Array(codes), step: INITIAL_STEP, last: 0, lastButOne: 0, error: 0 };
}

function tryPredictor(
  targets: Float64Array,
  predictor: number,
  { adaption }: BlockLayout,
  bitsPerCode: BitsPerCode,
  before: Attempt,
  attempt: Attempt,
): void {
  const first = FIRST_WEIGHTS[predictor] as number;
  const second = SECOND_WEIGHTS[predictor] as number;
  const most = (1 << (bitsPerCode - 1)) - 1;
  const codeMask = (1 << bitsPerCode) - 1;
  let { step, last, lastButOne } = before;
  let error = 0;
  for (let i = 0; i < targets.length; i++) {
    const target = targets[i] as number;
    const expected = (first * last + second * lastButOne) >> 8;
    const signed = Math.max(-most - 1, Math.min(most, Math.round((target - expected) / step)));
    const value = Math.max(LOWEST_SAMPLE, Math.min(HIGHEST_SAMPLE, expected + signed * step));
    const code = signed & codeMask;
    attempt.codes[i] = code;
    step = Math.max(1, Math.min(MOST_STEP, ((adaption[code] as number) * step) >> 8));
    lastButOne = last;
    last = value;
    error += (target - value) ** 2;
  }
  attempt.step = step;
  attempt.last = last;
  attempt.lastButOne = lastButOne;
  attempt.error = error;
}

function writeBlock(
  file: Uint8Array,
  at: number,
  predictor: number,
  codes: Uint8Array,
  bitsPerCode: BitsPerCode,
): void {
  let pending = predictor;
  let pendingBits = 4;
  let to = at;
  for (const code of codes) {
    pending = (pending << bitsPerCode) | code;
    pendingBits += bitsPerCode;
    if (pendingBits >= 16) {
      pendingBits -= 16;
      const word = (pending >> pendingBits) & 0xffff;
      file[to++] = word & 0xff;
      file[to++] = word >> 8;
      pending &= (1 << pendingBits) - 1;
    }
  }
}
