import fc from "fast-check";
import { expect, test } from "vitest";
import { ALLOCATIONS, allocateBits, createBitAllocation } from "./bit-allocation.ts";
import { HIGHEST_POWER, LOWEST_POWER } from "./frame-layout.ts";
import { EXPECTED_BITS, NOISE_CATEGORY, REGIONS } from "./tables.ts";

const powers = fc.array(fc.integer({ min: LOWEST_POWER, max: HIGHEST_POWER }), {
  minLength: REGIONS,
  maxLength: REGIONS,
});
/** After 5 bits, thirteen codes of 2 to 16 bits and 4 bits. */
const availableBits = fc.integer({ min: 320 - 5 - 13 * 16 - 4, max: 320 - 5 - 13 * 2 - 4 });

/** The procedure of G.722.1 written down step by step, as plainly as can be. */
function allocatePlainly(
  power: readonly number[],
  available: number,
): { categories: number[]; raised: number[] } {
  const categoryAt = (offset: number, region: number) =>
    Math.min(7, Math.max(0, Math.floor((offset - (power[region] as number)) / 2)));
  const bitsOf = (categories: readonly number[]) =>
    categories.reduce((sum, category) => sum + (EXPECTED_BITS[category] as number), 0);
  const all = (offset: number) => power.map((_, region) => categoryAt(offset, region));
  let offset = -32;
  for (const step of [32, 16, 8, 4, 2, 1]) if (bitsOf(all(offset + step)) >= available - 32) offset += step;
  const high = all(offset);
  const low = all(offset);
  const order: number[] = [];
  for (let step = 0; step < ALLOCATIONS - 1; step++) {
    const need = (categories: readonly number[], region: number) =>
      offset - (power[region] as number) - 2 * (categories[region] as number);
    const regions = power.map((_, region) => region);
    if (bitsOf(high) + bitsOf(low) <= 2 * available) {
      const open = regions.filter((region) => (high[region] as number) > 0);
      const least = Math.min(...open.map((region) => need(high, region)));
      const region = open.find((candidate) => need(high, candidate) === least) as number;
      high[region] = (high[region] as number) - 1;
      order.unshift(region);
    } else {
      const open = regions.filter((region) => (low[region] as number) < 7);
      const most = Math.max(...open.map((region) => need(low, region)));
      const region = open.findLast((candidate) => need(low, candidate) === most) as number;
      low[region] = (low[region] as number) + 1;
      order.push(region);
    }
  }
  return { categories: high, raised: order };
}

test("agrees with the procedure written plainly", () => {
  const allocation = createBitAllocation();
  fc.assert(
    fc.property(powers, availableBits, (power, available) => {
      allocateBits(Int32Array.from(power), available, allocation);
      const plain = allocatePlainly(power, available);
      expect([...allocation.categories]).toEqual(plain.categories);
      expect([...allocation.raised]).toEqual(plain.raised);
    }),
    { numRuns: 500 },
  );
});

test("no allocation has a category beyond noise", () => {
  const allocation = createBitAllocation();
  fc.assert(
    fc.property(powers, availableBits, (power, available) => {
      allocateBits(Int32Array.from(power), available, allocation);
      const categories = [...allocation.categories];
      for (const region of allocation.raised) categories[region] = (categories[region] as number) + 1;
      expect(Math.max(...categories)).toBeLessThanOrEqual(NOISE_CATEGORY);
    }),
  );
});
