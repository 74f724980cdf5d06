/**
 * The numbers of the toy's recordings: a relative of MS-ADPCM with 12-bit samples, no header in its blocks and codes that
 * are packed most significant bit first into little-endian 16-bit words. Source: the toy's firmware 1.0.19, checked
 * against the maker's own decoder (`test/vectors/audio/random.ms*`).
 */

export type BitsPerCode = 4 | 5 | 6;

export interface BlockLayout {
  readonly words: number;
  readonly samples: number;
  /** How a code changes the step, in 1/256, by the code as it stands in the block. */
  readonly adaption: Int32Array;
}

/** A block is a 4-bit predictor and its codes, and is exactly full. */
export const BLOCK_LAYOUTS: Readonly<Record<BitsPerCode, BlockLayout>> = {
  4: {
    words: 11,
    samples: 43,
    adaption: Int32Array.of(230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230),
  },
  5: {
    words: 14,
    samples: 44,
    adaption: Int32Array.of(
      230,
      230,
      230,
      230,
      240,
      240,
      307,
      307,
      307,
      409,
      459,
      459,
      512,
      562,
      614,
      664,
      768,
      664,
      614,
      562,
      512,
      459,
      459,
      409,
      307,
      307,
      307,
      240,
      240,
      230,
      230,
      230,
    ),
  },
  6: {
    words: 16,
    samples: 42,
    adaption: Int32Array.of(
      230,
      230,
      230,
      230,
      230,
      230,
      230,
      230,
      240,
      240,
      240,
      240,
      307,
      307,
      307,
      307,
      307,
      307,
      409,
      409,
      459,
      459,
      459,
      459,
      512,
      512,
      562,
      562,
      614,
      614,
      664,
      664,
      768,
      768,
      664,
      664,
      614,
      614,
      562,
      562,
      512,
      512,
      459,
      459,
      459,
      459,
      409,
      409,
      307,
      307,
      307,
      307,
      307,
      307,
      240,
      240,
      240,
      240,
      230,
      230,
      230,
      230,
      230,
      230,
    ),
  },
};

export const PREDICTORS = 7;
/** In 1/256: the next sample is expected at FIRST x the last one + SECOND x the one before. */
export const FIRST_WEIGHTS = Int32Array.of(256, 512, 0, 192, 240, 460, 392);
export const SECOND_WEIGHTS = Int32Array.of(0, -256, 0, 64, 0, -208, -232);

export const INITIAL_STEP = 16;
export const MOST_STEP = 32_767;
export const LOWEST_SAMPLE = -2048;
export const HIGHEST_SAMPLE = 2047;

/** What 12-bit samples are multiplied by to fill 16 bits. */
export const SAMPLE_SCALE = 16;
