/**
 * What encoder and decoder of a message frame share: sizes, region powers and the order of the fields.
 *
 *   5 bits      power index of region 0, plus 7
 *   13 x 2-16   difference of each next region's power index, prefix code of that region
 *   4 bits      which of the 16 bit allocations was used
 *   ...         by region and vector: prefix code of the magnitudes, a sign bit for each that is not zero (1 = positive)
 *   ...         ones up to 320 bits
 */

export const SAMPLE_RATE_HZ = 16_000;
export const FRAME_SAMPLES = 320;
export const FRAME_BYTES = 40;
export const FRAME_BITS = 320;
export const FRAME_MS = 20;

export const FIRST_POWER_BITS = 5;
export const FIRST_POWER_OFFSET = 7;
export const POWER_DIFFERENCE_OFFSET = 12;
export const LARGEST_POWER_DIFFERENCE = 11;
export const ALLOCATION_BITS = 4;

/** A power index p stands for a standard deviation of 2 ^ ((p + 9) / 2), samples being 16-bit integers. */
export const LOWEST_POWER = -15;
export const HIGHEST_POWER = 24;
export const POWER_EXPONENT_OFFSET = 9;

/** Standard deviation at [power - {@link LOWEST_POWER}]. */
export const DEVIATIONS = Float64Array.from(
  { length: HIGHEST_POWER - LOWEST_POWER + 1 },
  (_, index) => 2 ** ((index + LOWEST_POWER + POWER_EXPONENT_OFFSET) / 2),
);
