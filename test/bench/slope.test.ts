import { expect, test } from "vitest";
import { heldMemory } from "../support/held-memory.ts";
import { type Point, slopeOf } from "./slope.ts";

test("a line has its own slope, and noise around it changes it little", () => {
  const line = (noise: (at: number) => number): Point[] =>
    Array.from({ length: 72 }, (_, at) => ({ at, value: 7 + 0.5 * at + noise(at) }));
  expect(slopeOf(line(() => 0))).toBeCloseTo(0.5);
  expect(slopeOf(line((at) => (at % 2 === 0 ? 3 : -3)))).toBeCloseTo(0.5, 1);
  expect(slopeOf([5, 5, 5].map((value, at) => ({ at, value })))).toBe(0);
});

test("one moment has no slope", () => {
  expect(() => slopeOf([])).toThrow(RangeError);
  expect(() => slopeOf([{ at: 1, value: 2 }])).toThrow("no slope");
});

test("a leak that was put in is found in what is held, and what was let go of is none", async () => {
  const MIB = 1_048_576;
  const kept: Uint8Array[] = [];
  const hoursOf = async (isLeaking: boolean) => {
    const points: Point[] = [];
    for (let at = 0; at < 6; at += 1) {
      const made = Array.from({ length: 12 }, () => new Uint8Array(MIB / 8).fill(at));
      if (isLeaking) kept.push(...made);
      points.push({ at, value: (await heldMemory()) / MIB });
    }
    return slopeOf(points);
  };
  expect(await hoursOf(false)).toBeLessThan(0.5);
  expect(await hoursOf(true)).toBeGreaterThan(1);
  expect(kept).toHaveLength(72);
});
