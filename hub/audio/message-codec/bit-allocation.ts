/**
 * How the bits of a frame are shared out among its regions: ITU-T G.722.1 clause 3.4. Encoder and decoder both run it on
 * the region powers, which travel first.
 */
import { EXPECTED_BITS, NOISE_CATEGORY, REGIONS } from "./tables.ts";

/** Allocations that a frame can choose between; the choice is a 4-bit number. */
export const ALLOCATIONS = 16;

/** Allocation k is `categories` with the category of each of the first k regions in `raised` one higher. */
export interface BitAllocation {
  /** Category 0..7 of each region in the allocation with the most bits. */
  readonly categories: Int32Array;
  /** Regions 0..13, a region as often as its category goes up. */
  readonly raised: Int32Array;
}

export function createBitAllocation(): BitAllocation {
  return { categories: new Int32Array(REGIONS), raised: new Int32Array(ALLOCATIONS - 1) };
}

const expectedBits = Int32Array.from(EXPECTED_BITS);

/** Offsets are -32..63 and powers -15..24, so that offset - power is -56..78. */
const LOWEST_DISTANCE = -56;
const CATEGORY_AT = Int32Array.from({ length: 78 - LOWEST_DISTANCE + 1 }, (_, at) =>
  Math.max(0, Math.min(NOISE_CATEGORY, (at + LOWEST_DISTANCE) >> 1)),
);
const BITS_AT = CATEGORY_AT.map((category) => expectedBits[category] as number);

/** How badly a region wants its category changed; a region whose category is at its end has the other extreme. */
const NEVER_LOWER = 1000;
const NEVER_HIGHER = -1000;
const wantsLower = new Int32Array(REGIONS);
const wantsHigher = new Int32Array(REGIONS);
const lower = new Int32Array(REGIONS);
const higher = new Int32Array(REGIONS);
/** Grows at both ends from the middle. */
const order = new Int32Array(2 * ALLOCATIONS);

/** @returns the largest offset, -32..31, at which the regions still want nearly all bits. */
function findOffset(powers: Int32Array, availableBits: number): number {
  let offset = -32;
  for (let step = 32; step >= 1; step >>= 1) {
    const base = offset + step - LOWEST_DISTANCE;
    let bits = 0;
    for (let region = 0; region < REGIONS; region++)
      bits += BITS_AT[base - (powers[region] as number)] as number;
    if (bits >= availableBits - 32) offset += step;
  }
  return offset;
}

/**
 * @param powers region power indices, 14 of them.
 * @param availableBits what is left of the frame after powers and allocation number, at most 320.
 */
export function allocateBits(powers: Int32Array, availableBits: number, into: BitAllocation): void {
  const offset = findOffset(powers, availableBits);
  let richBits = 0;
  for (let region = 0; region < REGIONS; region++) {
    const distance = offset - (powers[region] as number);
    const category = CATEGORY_AT[distance - LOWEST_DISTANCE] as number;
    const want = distance - 2 * category;
    lower[region] = category;
    higher[region] = category;
    wantsLower[region] = category === 0 ? NEVER_LOWER : want;
    wantsHigher[region] = category === NOISE_CATEGORY ? NEVER_HIGHER : want;
    richBits += expectedBits[category] as number;
  }
  let poorBits = richBits;
  let front = ALLOCATIONS;
  let back = ALLOCATIONS;
  for (let step = 0; step < ALLOCATIONS - 1; step++) {
    if (richBits + poorBits <= 2 * availableBits) {
      const region = firstOfLeast(wantsLower);
      const category = lower[region] as number;
      richBits += (expectedBits[category - 1] as number) - (expectedBits[category] as number);
      lower[region] = category - 1;
      wantsLower[region] = category === 1 ? NEVER_LOWER : (wantsLower[region] as number) + 2;
      order[--front] = region;
    } else {
      const region = lastOfMost(wantsHigher);
      const category = higher[region] as number;
      poorBits += (expectedBits[category + 1] as number) - (expectedBits[category] as number);
      higher[region] = category + 1;
      wantsHigher[region] =
        category === NOISE_CATEGORY - 1 ? NEVER_HIGHER : (wantsHigher[region] as number) - 2;
      order[back++] = region;
    }
  }
  for (let region = 0; region < REGIONS; region++) into.categories[region] = lower[region] as number;
  for (let step = 0; step < ALLOCATIONS - 1; step++) into.raised[step] = order[front + step] as number;
}

function firstOfLeast(wants: Int32Array): number {
  let chosen = 0;
  let least = wants[0] as number;
  for (let region = 1; region < REGIONS; region++) {
    const want = wants[region] as number;
    if (want < least) {
      least = want;
      chosen = region;
    }
  }
  return chosen;
}

function lastOfMost(wants: Int32Array): number {
  let chosen = REGIONS - 1;
  let most = wants[REGIONS - 1] as number;
  for (let region = REGIONS - 2; region >= 0; region--) {
    const want = wants[region] as number;
    if (want > most) {
      most = want;
      chosen = region;
    }
  }
  return chosen;
}
