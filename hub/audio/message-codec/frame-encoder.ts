/** Frames of 320 samples to frames of 40 bytes. Nothing is allocated per frame. */
import { ALLOCATIONS, allocateBits, createBitAllocation } from "./bit-allocation.ts";
import {
  ALLOCATION_BITS,
  DEVIATIONS,
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
  NOISE_CATEGORY,
  POWER_DIFFERENCE_BITS,
  POWER_DIFFERENCE_CODES,
  REGIONS,
  VECTORS_PER_REGION,
} from "./tables.ts";
import { MOST_VECTORS, quantiseRegion } from "./vector-quantiser.ts";

/** `reversed code << 5 | length`, by region - 1 and difference. */
const POWER_WORDS = POWER_DIFFERENCE_BITS.map((lengths, row) => {
  const codes = POWER_DIFFERENCE_CODES[row] as readonly number[];
  return Int32Array.from(lengths, (length, at) => (reverseBits(codes[at] as number, length) << 5) | length);
});

const UNKNOWN = -1;

export class FrameEncoder {
  readonly #analysis = new LappedAnalysis();
  readonly #coefficients = new Float64Array(FRAME_SAMPLES);
  /** Magnitudes in standard deviations, and by region which are above zero. */
  readonly #sizes = new Float64Array(REGIONS * COEFFICIENTS_PER_REGION);
  readonly #positive = new Int32Array(REGIONS);
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
    this.#normalise();
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

  #normalise(): void {
    const coefficients = this.#coefficients;
    const sizes = this.#sizes;
    for (let region = 0; region < REGIONS; region++) {
      const scale = 1 / (DEVIATIONS[(this.#powers[region] as number) - LOWEST_POWER] as number);
      const first = region * COEFFICIENTS_PER_REGION;
      let positive = 0;
      for (let i = 0; i < COEFFICIENTS_PER_REGION; i++) {
        const value = (coefficients[first + i] as number) * scale;
        sizes[first + i] = Math.abs(value);
        positive |= Number(value > 0) << i;
      }
      this.#positive[region] = positive;
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
    const entry = region * 8 + category;
    const known = this.#regionBits[entry] as number;
    if (known !== UNKNOWN) return known;
    const positive = this.#positive[region] as number;
    const at = entry * MOST_VECTORS;
    const bits = quantiseRegion(this.#sizes, region, positive, category, this.#regionWords, at);
    this.#regionBits[entry] = bits;
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
