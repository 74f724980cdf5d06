import { expect, test } from "vitest";
import { countSamples } from "./counted-microphone.ts";

const counted = (...numbers: number[]) =>
  countSamples(Float32Array.from(numbers, (number) => number / 2 ** 21));

test("a recording with every sample has no gap, whatever silence comes before the counter", () => {
  expect(counted(0, 0, 0, 1, 2, 3, 4)).toEqual({ samples: 4, gaps: [] });
  expect(counted(0, 4e-12, 1, 2, 3, 4)).toEqual({ samples: 4, gaps: [] });
});

test("a piece of two samples that was lost names its place and its length", () => {
  expect(counted(0, 1, 2, 5, 6)).toEqual({ samples: 4, gaps: [{ at: 2, missing: 2 }] });
});

test("a piece that came twice is seen, and one in the wrong place", () => {
  expect(counted(1, 2, 1, 2, 3).gaps).toEqual([{ at: 2, missing: -2 }]);
  expect(counted(1, 3, 2, 4).gaps.map(({ missing }) => missing)).toEqual([1, -2, 1]);
});

test("silence in the middle is a gap", () => {
  expect(counted(1, 2, 0, 0, 5).gaps).not.toEqual([]);
});

test("nothing at all is nothing", () => {
  expect(counted(0, 0, 0)).toEqual({ samples: 0, gaps: [] });
});
