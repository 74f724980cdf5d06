import { expect, test } from "vitest";
import { seededRandom } from "./seeded-random.ts";

const draw = (seed: number, name: string, count: number) => {
  const random = seededRandom(seed, name);
  return Array.from({ length: count }, () => random());
};

test("the same seed and name give the same numbers; another of either gives others", () => {
  expect(draw(1, "loss", 50)).toEqual(draw(1, "loss", 50));
  expect(draw(1, "loss", 50)).not.toEqual(draw(2, "loss", 50));
  expect(draw(1, "loss", 50)).not.toEqual(draw(1, "delay", 50));
});

test.each([0.01, 0.1, 0.5, 0.9])("a chance of %d comes up that often", (chance) => {
  const count = 200_000;
  const hits = draw(7, "chance", count).filter((number) => number < chance).length;
  const deviation = Math.sqrt(count * chance * (1 - chance));
  expect(Math.abs(hits - count * chance)).toBeLessThan(4 * deviation);
});

test("successive numbers do not follow each other", () => {
  const numbers = draw(3, "pairs", 100_000);
  let sum = 0;
  for (let index = 1; index < numbers.length; index += 1) {
    sum += ((numbers[index - 1] ?? 0) - 0.5) * ((numbers[index] ?? 0) - 0.5);
  }
  const correlation = (12 * sum) / numbers.length; // a uniform number's variance is 1/12
  expect(Math.abs(correlation)).toBeLessThan(0.02);
});
