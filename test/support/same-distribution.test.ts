import { expect, test } from "vitest";
import { isSameDistribution } from "./same-distribution.ts";
import { seeded } from "./seeded.ts";

const draw = (seed: number, count: number, from: number) => {
  const random = seeded(seed);
  return Array.from({ length: count }, () => from + 60 * random());
};

test("what comes from one distribution is taken for one, hundred times of hundred", () => {
  const same = Array.from({ length: 100 }, (_, nth) =>
    isSameDistribution(draw(nth, 100, 0), draw(nth + 1_000, 700, 0)),
  );
  expect(same.filter((is) => !is)).toEqual([]);
});

test("what comes 25 ms of 60 later is not", () => {
  const same = Array.from({ length: 100 }, (_, nth) =>
    isSameDistribution(draw(nth, 100, 0), draw(nth + 1_000, 700, 25)),
  );
  expect(same.filter((is) => is)).toEqual([]);
});

test("nothing can be said of nothing", () => expect(() => isSameDistribution([], [1])).toThrow(RangeError));
