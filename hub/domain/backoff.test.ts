import { expect, test } from "vitest";
import { backoff } from "./backoff.ts";
import { seconds } from "./duration.ts";

const first = (count: number, random: number) =>
  backoff(seconds(2), seconds(10), () => random)
    .take(count)
    .toArray();

test("doubles up to its ceiling", () => {
  expect(first(5, 0.5)).toEqual([2_000, 4_000, 8_000, 10_000, 10_000]);
});

test("is spread by half either way", () => {
  expect(first(4, 0)).toEqual([1_000, 2_000, 4_000, 5_000]);
  expect(first(1, 0.999)[0]).toBeCloseTo(2_998);
});
