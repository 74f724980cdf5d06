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
const rich = new Int32Array(REGIONS);
const poor = new Int32Array(REGIONS);
/** Grows at both ends from the middle. */
const order = new Int32Array(2 * ALLOCATIONS);

function categoryAt(offset: number, power: number): number {
  const category = (offset - power) >> 1;
  return category < 0 ? 0 : Math.min(category, NOISE_CATEGORY);
}

/** The largest offset at which the regions still want nearly all bits. */
function findOffset(powers: Int32Array, availableBits: number): number {
  let offset = -32;
  for (let step = 32; step >= 1; step >>= 1) {
    let bits = 0;
    for (let region = 0; region < REGIONS; region++) {
      bits += expectedBits[categoryAt(offset + step, powers[region] as number)] as number;
    }
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
    const category = categoryAt(offset, powers[region] as number);
    rich[region] = category;
    poor[region] = category;
    richBits += expectedBits[category] as number;
  }
  let poorBits = richBits;
  let front = ALLOCATIONS;
  let back = ALLOCATIONS;
  for (let step = 0; step < ALLOCATIONS - 1; step++) {
    if (richBits + poorBits <= 2 * availableBits) {
      let chosen = 0;
      let least = Number.MAX_SAFE_INTEGER;
      for (let region = 0; region < REGIONS; region++) {
        const category = rich[region] as number;
        const need = offset - (powers[region] as number) - 2 * category;
        if (category > 0 && need < least) {
          least = need;
          chosen = region;
        }
      }
      const category = rich[chosen] as number;
      if (category > 0) {
        richBits += (expectedBits[category - 1] as number) - (expectedBits[category] as number);
        rich[chosen] = category - 1;
      }
      order[--front] = chosen;
    } else {
      let chosen = 0;
      let most = Number.MIN_SAFE_INTEGER;
      for (let region = REGIONS - 1; region >= 0; region--) {
        const category = poor[region] as number;
        const need = offset - (powers[region] as number) - 2 * category;
        if (category < NOISE_CATEGORY && need > most) {
          most = need;
          chosen = region;
        }
      }
      const category = poor[chosen] as number;
      if (category < NOISE_CATEGORY) {
        poorBits += (expectedBits[category + 1] as number) - (expectedBits[category] as number);
        poor[chosen] = category + 1;
      }
      order[back++] = chosen;
    }
  }
  into.categories.set(rich);
  for (let step = 0; step < ALLOCATIONS - 1; step++) into.raised[step] = order[front + step] as number;
}
