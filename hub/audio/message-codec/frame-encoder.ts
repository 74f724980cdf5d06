/** Frames of 320 samples to frames of 40 bytes. Nothing is allocated per frame. */
import { ALLOCATIONS, allocateBits, createBitAllocation } from "./bit-allocation.ts";
import {
  ALLOCATION_BITS,
  FIRST_POWER_BITS,
  FIRST_POWER_OFFSET,
  FRAME_BITS,
  FRAME_SAMPLES,
  HIGHEST_POWER,
  LARGEST_POWER_DIFFERENCE,
  LOWEST_POWER,
  POWER_DIFFERENCE_OFFSET,
  POWER_EXPONENT_OFFSET,
} from "./frame-layout.ts";
import { FrameWriter } from "./frame-writer.ts";
import { LappedAnalysis } from "./lapped-transform.ts";
import { reverseBits } from "./prefix-code.ts";
import {
  COEFFICIENTS_PER_REGION,
  MAX_BIN,
  NOISE_CATEGORY,
  POWER_DIFFERENCE_BITS,
  POWER_DIFFERENCE_CODES,
  REGIONS,
  VECTOR_BITS,
  VECTOR_CODES,
  VECTOR_DIMENSION,
  VECTORS_PER_REGION,
} from "./tables.ts";

/** Added before rounding down, by category 0..6: less than a half, because zero is the cheapest value. */
const ROUNDING = [0.3, 0.33, 0.36, 0.39, 0.42, 0.45, 0.5] as const;

/** 1 / (deviation x step), at [(power - LOWEST_POWER) * 7 + category]; the step is 2 ^ ((category - 3) / 2). */
const SCALES = Float64Array.from(
  { length: (HIGHEST_POWER - LOWEST_POWER + 1) * NOISE_CATEGORY },
  (_, at) =>
    2 **
    -(
      (Math.floor(at / NOISE_CATEGORY) + LOWEST_POWER + POWER_EXPONENT_OFFSET + (at % NOISE_CATEGORY) - 3) /
      2
    ),
);

/** `reversed code << 5 | length`, by category and vector. */
const VECTOR_WORDS = VECTOR_BITS.map((bits, row) => words(bits, VECTOR_CODES[row] as readonly number[]));
const POWER_WORDS = POWER_DIFFERENCE_BITS.map((bits, row) =>
  words(bits, POWER_DIFFERENCE_CODES[row] as readonly number[]),
);

function words(lengths: readonly number[], codes: readonly number[]): Int32Array {
  return Int32Array.from(lengths, (length, at) => (reverseBits(codes[at] as number, length) << 5) | length);
}

/** Vectors of the finest category, hence slots that a region needs for any. */
const MOST_VECTORS = 10;
const UNKNOWN = -1;

export class FrameEncoder {
  readonly #analysis = new LappedAnalysis();
  readonly #coefficients = new Float64Array(FRAME_SAMPLES);
  readonly #powers = new Int32Array(REGIONS);
  readonly #allocation = createBitAllocation();
  readonly #categories = new Int32Array(REGIONS);
  readonly #writer = new FrameWriter();
  /** Bits of region r in category c at [r * 8 + c], or UNKNOWN; category 7 takes none. */
  readonly #regionBits = new Int32Array(REGIONS * 8);
  /** What to send for it, `bits << 5 | length`, from [(r * 8 + c) * MOST_VECTORS] on. */
  readonly #regionWords = new Int32Array(REGIONS * 8 * MOST_VECTORS);

  /** @param frame 320 samples in the range of 16-bit integers. @param bytes receives 40 bytes from `at` on. */
  encode(frame: Float64Array, bytes: Uint8Array, at: number): void {
    this.#analysis.transform(frame, this.#coefficients);
    this.#measurePowers();
    const writer = this.#writer;
    writer.start(bytes, at);
    this.#writePowers();
    allocateBits(this.#powers, FRAME_BITS - writer.position - ALLOCATION_BITS, this.#allocation);
    const choice = this.#chooseAllocation(FRAME_BITS - writer.position - ALLOCATION_BITS);
    writer.write(reverseBits(choice, ALLOCATION_BITS), ALLOCATION_BITS);
    this.#writeRegions();
    writer.finish();
  }

  #measurePowers(): void {
    const powers = this.#powers;
    const coefficients = this.#coefficients;
    for (let region = 0; region < REGIONS; region++) {
      let energy = 0;
      const at = region * COEFFICIENTS_PER_REGION;
      for (let i = 0; i < COEFFICIENTS_PER_REGION; i++) {
        const value = coefficients[at + i] as number;
        energy += value * value;
      }
      const power = Math.round(Math.log2(energy / COEFFICIENTS_PER_REGION + 1e-9) - POWER_EXPONENT_OFFSET);
      powers[region] = power;
    }
    for (let region = REGIONS - 2; region >= 0; region--) {
      const least = (powers[region + 1] as number) - LARGEST_POWER_DIFFERENCE;
      if ((powers[region] as number) < least) powers[region] = least;
    }
  }

  #writePowers(): void {
    const powers = this.#powers;
    const writer = this.#writer;
    const first = clamp((powers[0] as number) + FIRST_POWER_OFFSET, 1, 31);
    writer.write(reverseBits(first, FIRST_POWER_BITS), FIRST_POWER_BITS);
    let power = first - FIRST_POWER_OFFSET;
    powers[0] = power;
    for (let region = 1; region < REGIONS; region++) {
      const wanted = clamp(powers[region] as number, LOWEST_POWER, HIGHEST_POWER);
      const difference = clamp(wanted - power, -POWER_DIFFERENCE_OFFSET, LARGEST_POWER_DIFFERENCE);
      power += difference;
      powers[region] = power;
      const word = (POWER_WORDS[region - 1] as Int32Array)[difference + POWER_DIFFERENCE_OFFSET] as number;
      writer.write(word >> 5, word & 31);
    }
  }

  /** Leaves in `#categories` the richest allocation that fits; the last one if none does. */
  #chooseAllocation(availableBits: number): number {
    const categories = this.#categories;
    const raised = this.#allocation.raised;
    this.#regionBits.fill(UNKNOWN);
    categories.set(this.#allocation.categories);
    let bits = 0;
    for (let region = 0; region < REGIONS; region++)
      bits += this.#bitsOf(region, categories[region] as number);
    let choice = 0;
    while (bits > availableBits && choice < ALLOCATIONS - 1) {
      const region = raised[choice] as number;
      const category = categories[region] as number;
      bits += this.#bitsOf(region, category + 1) - this.#bitsOf(region, category);
      categories[region] = category + 1;
      choice++;
    }
    return choice;
  }

  #bitsOf(region: number, category: number): number {
    if (category >= NOISE_CATEGORY) return 0;
    const known = this.#regionBits[region * 8 + category] as number;
    if (known !== UNKNOWN) return known;
    const bits = this.#quantise(region, category);
    this.#regionBits[region * 8 + category] = bits;
    return bits;
  }

  #quantise(region: number, category: number): number {
    const coefficients = this.#coefficients;
    const regionWords = this.#regionWords;
    const vectorWords = VECTOR_WORDS[category] as Int32Array;
    const scale = SCALES[
      ((this.#powers[region] as number) - LOWEST_POWER) * NOISE_CATEGORY + category
    ] as number;
    const rounding = ROUNDING[category] as number;
    const maxBin = MAX_BIN[category] as number;
    const dimension = VECTOR_DIMENSION[category] as number;
    let at = region * COEFFICIENTS_PER_REGION;
    const end = at + COEFFICIENTS_PER_REGION;
    let slot = (region * 8 + category) * MOST_VECTORS;
    let bits = 0;
    while (at < end) {
      let vector = 0;
      let signs = 0;
      let signCount = 0;
      for (let i = 0; i < dimension; i++) {
        const value = coefficients[at + i] as number;
        const level = Math.abs(value) * scale + rounding;
        let digit = 0;
        if (level >= 1) {
          digit = level >= maxBin ? maxBin : level | 0;
          if (value > 0) signs |= 1 << signCount;
          signCount++;
        }
        vector = vector * (maxBin + 1) + digit;
      }
      const word = vectorWords[vector] as number;
      const length = word & 31;
      bits += length + signCount;
      regionWords[slot++] = (((word >> 5) | (signs << length)) << 5) | (length + signCount);
      at += dimension;
    }
    return bits;
  }

  #writeRegions(): void {
    const writer = this.#writer;
    for (let region = 0; region < REGIONS; region++) {
      const category = this.#categories[region] as number;
      if (category >= NOISE_CATEGORY) continue;
      const first = (region * 8 + category) * MOST_VECTORS;
      const end = first + (VECTORS_PER_REGION[category] as number);
      for (let slot = first; slot < end; slot++) {
        const word = this.#regionWords[slot] as number;
        writer.write(word >> 5, word & 31);
      }
    }
  }
}

function clamp(value: number, least: number, most: number): number {
  return value < least ? least : Math.min(value, most);
}
