import { expect, test } from "vitest";
import { figure, median, quantile } from "./figure.ts";

const rest = { unit: "ms", rounds: 3, beside: { other: 1 } };

test.each([
  [">=", 0.92, 0.92, true],
  [">=", 0.92, 0.919_999, false],
  ["<=", 60, 60, true],
  ["<=", 60, 60.000_1, false],
  ["<", 60, 60, false],
  [">", 0.99, 0.99, false],
  ["=", 0, 0, true],
  ["=", 0, 1, false],
] as const)("%s %d is met by %d: %s", (comparison, bound, value, met) => {
  expect(figure("a.b", { ...rest, value, goal: [comparison, bound] })).toEqual({
    figure: "a.b",
    value,
    unit: "ms",
    goal: `${comparison} ${bound}`,
    met,
    rounds: 3,
    beside: { other: 1 },
  });
});

test("a value that is no number meets no goal", () => {
  for (const comparison of [">=", "<=", "<", ">", "="] as const) {
    expect(figure("a.b", { ...rest, value: Number.NaN, goal: [comparison, 0] }).met).toBe(false);
  }
});

test.each([
  [[3], 3],
  [[9, 1, 5], 5],
  [[4, 1, 10, 2], 3],
])("the median of %j is %d", (values, middle) => expect(median(values)).toBe(middle));

test("nothing has no median", () => expect(() => median([])).toThrow(RangeError));

const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
test.each([
  ["p50 of 1 to 100", hundred, 0.5, 50],
  ["p99 of 1 to 100", hundred, 0.99, 99],
  ["the largest", hundred, 1, 100],
  ["the smallest", hundred, 0, 1],
  ["p99 of few", [1, 5, 3], 0.99, 5],
])("%s by nearest rank", (_, values, part, found) => expect(quantile(values, part)).toBe(found));

test("nothing has no quantile", () => expect(() => quantile([], 0.5)).toThrow(RangeError));
