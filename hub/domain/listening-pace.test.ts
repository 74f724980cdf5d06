import { expect, test } from "vitest";
import { restLeft, withStart } from "./listening-pace.ts";

const MINUTE = 60_000;
const startsAt = (...times: readonly number[]) =>
  times.reduce<readonly number[]>((starts, at) => withStart(starts, at), []);

test("six times in ten minutes, then a rest until the first of them is ten minutes old", () => {
  const five = startsAt(0, 1, 2, 3, 4);
  expect(restLeft(five, 5)).toBe(0);
  const six = withStart(five, 5);
  expect(restLeft(six, 6)).toBe(10 * MINUTE - 6);
  expect(restLeft(six, 10 * MINUTE - 1)).toBe(1);
  expect(restLeft(six, 10 * MINUTE)).toBe(0);
  expect(restLeft(withStart(six, 10 * MINUTE), 10 * MINUTE)).toBe(1);
});

test("whoever begins once a minute is never on for more than six of ten", () => {
  let starts: readonly number[] = [];
  const begun: number[] = [];
  for (let now = 0; now < 120 * MINUTE; now += MINUTE) {
    if (restLeft(starts, now) > 0) continue;
    starts = withStart(starts, now);
    begun.push(now);
  }
  const inAny = begun.map((at) => begun.filter((other) => other >= at && other < at + 10 * MINUTE).length);
  expect(Math.max(...inAny)).toBe(6);
  expect(starts).toHaveLength(6);
});
