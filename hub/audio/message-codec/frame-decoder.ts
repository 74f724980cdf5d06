/** Frames of 40 bytes to frames of 320 samples. Nothing is allocated per frame. */
import { ALLOCATIONS, allocateBits, createBitAllocation } from "./bit-allocation.ts";
import {
  ALLOCATION_BITS,
  DEVIATIONS,
  FIRST_POWER_BITS,
  FIRST_POWER_OFFSET,
  FRAME_BITS,
  FRAME_BYTES,
  FRAME_SAMPLES,
  HIGHEST_POWER,
  LOWEST_POWER,
  POWER_DIFFERENCE_OFFSET,
} from "./frame-layout.ts";
import { LappedSynthesis } from "./lapped-transform.ts";
import { buildDecodeTable, lookUp, reverseBits } from "./prefix-code.ts";
import {
  CENTROIDS_Q12,
  COEFFICIENTS_PER_REGION,
  MAX_BIN,
  NOISE_CATEGORY,
  NOISE_HEIGHT,
  POWER_DIFFERENCE_BITS,
  POWER_DIFFERENCE_CODES,
  REGIONS,
  VECTOR_BITS,
  VECTOR_CODES,
  VECTOR_DIMENSION,
} from "./tables.ts";

const POWER_TABLES = POWER_DIFFERENCE_BITS.map((bits, row) =>
  buildDecodeTable(bits, POWER_DIFFERENCE_CODES[row] as readonly number[]),
);
const VECTOR_TABLES = VECTOR_BITS.map((bits, row) =>
  buildDecodeTable(bits, VECTOR_CODES[row] as readonly number[]),
);

/** By category: the magnitudes of vector v from [v * dimension] on, in standard deviations. */
const MAGNITUDES = VECTOR_BITS.map((bits, category) => {
  const dimension = VECTOR_DIMENSION[category] as number;
  const base = (MAX_BIN[category] as number) + 1;
  const centroids = CENTROIDS_Q12[category] as readonly number[];
  return Float64Array.from({ length: bits.length * dimension }, (_, at) => {
    const digit = Math.floor(Math.floor(at / dimension) / base ** (dimension - 1 - (at % dimension))) % base;
    return (centroids[digit] as number) / 4096;
  });
});
/** By category: how many magnitudes of vector v are not zero. */
const SIGNS = MAGNITUDES.map((magnitudes, category) => {
  const dimension = VECTOR_DIMENSION[category] as number;
  return Uint8Array.from(
    { length: magnitudes.length / dimension },
    (_, vector) =>
      magnitudes.subarray(vector * dimension, (vector + 1) * dimension).filter((m) => m > 0).length,
  );
});
const LOWEST_NOISY_CATEGORY = 5;
/** Coefficients that share a random word. */
const SIGNS_PER_WORD = 10;

export class FrameDecoder {
  readonly #allocation = createBitAllocation();
  readonly #powers = new Int32Array(REGIONS);
  readonly #categories = new Int32Array(REGIONS);
  /** The frame, then zeros: a reader may look past the end. */
  readonly #bytes = new Uint8Array(FRAME_BYTES + 8);
  /** Being read. Those above the last region stay zero, here and in `#heard`. */
  #coefficients = new Float64Array(FRAME_SAMPLES);
  /** Of the last good frame. */
  #heard = new Float64Array(FRAME_SAMPLES);
  readonly #synthesis = new LappedSynthesis();
  #position = 0;
  readonly #seeds = Uint16Array.of(1, 1, 1, 1);
  #previousWasBad = false;

  /**
   * Decodes the frame at `from` and writes 320 samples at `to`. The sound comes out one frame late: the first frame of a
   * message gives the rise of its window only.
   *
   * A bad frame sounds like the one before it; a second in a row is silent.
   * @returns whether the frame was sound.
   */
  decode(frames: Uint8Array, from: number, samples: Int16Array, to: number): boolean {
    const bytes = this.#bytes;
    for (let i = 0; i < FRAME_BYTES; i++) bytes[i] = frames[from + i] as number;
    const isGood = this.#readPowers() && this.#readCoefficients();
    if (isGood) {
      const spare = this.#heard;
      this.#heard = this.#coefficients;
      this.#coefficients = spare;
    } else if (this.#previousWasBad) {
      this.#heard.fill(0);
    }
    this.#previousWasBad = !isGood;
    this.#synthesis.transform(this.#heard, samples, to);
    return isGood;
  }

  /** @returns false when a power is outside its range. */
  #readPowers(): boolean {
    const powers = this.#powers;
    const bytes = this.#bytes;
    let position = FIRST_POWER_BITS;
    let power = reverseBits(bytes[0] as number, FIRST_POWER_BITS) - FIRST_POWER_OFFSET;
    powers[0] = power;
    for (let region = 1; region < REGIONS; region++) {
      const entry = lookUp(POWER_TABLES[region - 1] as Int32Array, peek(bytes, position));
      position += entry & 31;
      power += (entry >> 5) - POWER_DIFFERENCE_OFFSET;
      if (power < LOWEST_POWER || power > HIGHEST_POWER) return false;
      powers[region] = power;
    }
    this.#position = position;
    return true;
  }

  /** @returns false when the bits end too early or are followed by anything but ones. */
  #readCoefficients(): boolean {
    const allocation = this.#allocation;
    const categories = this.#categories;
    const choice = reverseBits(peek(this.#bytes, this.#position) & 15, ALLOCATION_BITS);
    this.#position += ALLOCATION_BITS;
    allocateBits(this.#powers, FRAME_BITS - this.#position, allocation);
    categories.set(allocation.categories);
    for (let step = 0; step < choice; step++) {
      const region = allocation.raised[step] as number;
      categories[region] = (categories[region] as number) + 1;
    }

    let hasRunOut = false;
    for (let region = 0; region < REGIONS; region++) {
      const category = categories[region] as number;
      const isCoded = !hasRunOut && category < NOISE_CATEGORY;
      if (isCoded && !this.#readRegion(region, category)) hasRunOut = true;
      const noise = hasRunOut ? NOISE_CATEGORY : category;
      if (noise === NOISE_CATEGORY) this.#clearRegion(region);
      if (noise >= LOWEST_NOISY_CATEGORY) this.#fillZerosWithNoise(region, noise);
    }
    // The last allocation may be cut off by the end of the frame; with any other a poorer one was at hand.
    if (hasRunOut) return choice === ALLOCATIONS - 1;
    return this.#restIsOnes();
  }

  /** @returns false when the frame ends inside the region. */
  #readRegion(region: number, category: number): boolean {
    const bytes = this.#bytes;
    const coefficients = this.#coefficients;
    const table = VECTOR_TABLES[category] as Int32Array;
    const magnitudes = MAGNITUDES[category] as Float64Array;
    const signCounts = SIGNS[category] as Uint8Array;
    const dimension = VECTOR_DIMENSION[category] as number;
    const deviation = DEVIATIONS[(this.#powers[region] as number) - LOWEST_POWER] as number;
    let position = this.#position;
    let at = region * COEFFICIENTS_PER_REGION;
    const end = at + COEFFICIENTS_PER_REGION;
    while (at < end) {
      const window = peek(bytes, position);
      const entry = lookUp(table, window);
      const vector = entry >> 5;
      const length = entry & 31;
      position += length + (signCounts[vector] as number);
      if (position > FRAME_BITS) return false;
      let signs = window >> length;
      const first = vector * dimension;
      for (let i = 0; i < dimension; i++) {
        const magnitude = magnitudes[first + i] as number;
        if (magnitude === 0) {
          coefficients[at + i] = 0;
        } else {
          coefficients[at + i] = (signs & 1) === 1 ? magnitude * deviation : -magnitude * deviation;
          signs >>= 1;
        }
      }
      at += dimension;
    }
    this.#position = position;
    return true;
  }

  #clearRegion(region: number): void {
    const at = region * COEFFICIENTS_PER_REGION;
    this.#coefficients.fill(0, at, at + COEFFICIENTS_PER_REGION);
  }

  #fillZerosWithNoise(region: number, category: number): void {
    const coefficients = this.#coefficients;
    const deviation = DEVIATIONS[(this.#powers[region] as number) - LOWEST_POWER] as number;
    const height = deviation * (NOISE_HEIGHT[category] as number);
    let signs = 0;
    for (let i = 0; i < COEFFICIENTS_PER_REGION; i++) {
      if (i % SIGNS_PER_WORD === 0) signs = this.#nextRandom();
      const at = region * COEFFICIENTS_PER_REGION + i;
      if (coefficients[at] === 0) {
        coefficients[at] = (signs & 1) === 1 ? height : -height;
        signs >>= 1;
      }
    }
  }

  #restIsOnes(): boolean {
    const bytes = this.#bytes;
    for (let position = this.#position; position < FRAME_BITS; position++) {
      if ((((bytes[position >> 3] as number) >> (position & 7)) & 1) === 0) return false;
    }
    return true;
  }

  /**
   * Random signs, 16 a word. The sequence is the one reference decoders use, so that noise comes out like theirs: each
   * word is the sum of the last and the fourth last, plus one when that is negative in 16 bits.
   */
  #nextRandom(): number {
    const seeds = this.#seeds;
    let word = ((seeds[0] as number) + (seeds[3] as number)) & 0xffff;
    if (word >= 0x8000) word = (word + 1) & 0xffff;
    seeds[3] = seeds[2] as number;
    seeds[2] = seeds[1] as number;
    seeds[1] = seeds[0] as number;
    seeds[0] = word;
    return word;
  }
}

/** @returns at least 24 bits from `position` on, the next one lowest. */
function peek(bytes: Uint8Array, position: number): number {
  const at = position >> 3;
  const word =
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24);
  return word >> (position & 7);
}
