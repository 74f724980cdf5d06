/**
 * The modulated lapped transform of ITU-T G.722.1: 640 samples in, 320 coefficients out, hop 320, a sine window for
 * analysis and synthesis alike. Folding the window's overlap leaves a DCT-IV.
 */
import { cosineTransform, TRANSFORM_POINTS } from "./cosine-transform.ts";

const HALF = TRANSFORM_POINTS / 2;
const LAST = TRANSFORM_POINTS - 1;
const WINDOW = Float64Array.from({ length: TRANSFORM_POINTS }, (_, n) =>
  Math.sin((Math.PI * (n + 0.5)) / (2 * TRANSFORM_POINTS)),
);

export class LappedAnalysis {
  /** First half: what the frame before left; second half: the present frame. */
  readonly #folded = new Float64Array(TRANSFORM_POINTS);

  /** @param frame 320 samples. @param coefficients receives 320. */
  transform(frame: Float64Array, coefficients: Float64Array): void {
    const folded = this.#folded;
    for (let n = 0; n < HALF; n++) {
      folded[HALF + n] =
        (WINDOW[LAST - n] as number) * (frame[n] as number) -
        (WINDOW[n] as number) * (frame[LAST - n] as number);
    }
    cosineTransform(folded, coefficients);
    for (let n = 0; n < HALF; n++) {
      folded[n] =
        (WINDOW[HALF + n] as number) * (frame[HALF + n] as number) +
        (WINDOW[HALF - 1 - n] as number) * (frame[HALF - 1 - n] as number);
    }
  }
}

export class LappedSynthesis {
  readonly #unfolded = new Float64Array(TRANSFORM_POINTS);
  readonly #overlap = new Float64Array(HALF);

  /** @param coefficients 320 of them. @param samples receives 320 samples from `at` on, rounded and clipped. */
  transform(coefficients: Float64Array, samples: Int16Array, at: number): void {
    const unfolded = this.#unfolded;
    const overlap = this.#overlap;
    cosineTransform(coefficients, unfolded);
    for (let n = 0; n < HALF; n++) {
      const now = unfolded[HALF - 1 - n] as number;
      const before = overlap[n] as number;
      const rising = WINDOW[n] as number;
      const falling = WINDOW[LAST - n] as number;
      samples[at + n] = toSample(falling * before + rising * now);
      samples[at + LAST - n] = toSample(falling * now - rising * before);
    }
    for (let n = 0; n < HALF; n++) overlap[n] = unfolded[HALF + n] as number;
  }
}

function toSample(value: number): number {
  if (value >= 32_767) return 32_767;
  if (value <= -32_768) return -32_768;
  return Math.round(value);
}
