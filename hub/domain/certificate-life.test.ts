import fc from "fast-check";
import { expect, test } from "vitest";
import { type Life, renewAt, restAfter, restLeft, standingOf, tellingsDue } from "./certificate-life.ts";
import { hours, minutes, ms } from "./duration.ts";

const DAY = hours(24);
const life: Life = { notBefore: 0, notAfter: 90 * DAY, spread: 0 };

test.each([
  ["before the first", null, 0, "none"],
  ["fresh", life, DAY, "good"],
  ["a moment before a third is left", life, 60 * DAY - 1, "good"],
  ["a third is left", life, 60 * DAY, "due"],
  ["its last moment", life, 90 * DAY - 1, "due"],
  ["over", life, 90 * DAY, "over"],
  ["a clock half an hour behind", life, -minutes(30), "good"],
  ["a clock years behind", life, -5_000 * DAY, "not-yet"],
] as const)("%s", (_, one, now, standing) => expect(standingOf(one, now)).toBe(standing));

test("chance brings a renewal forward, never back, by a twentieth of a life at most", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (spread) => {
      const at = renewAt({ ...life, spread });
      expect(at).toBeLessThanOrEqual(60 * DAY);
      expect(at).toBeGreaterThanOrEqual(55.4 * DAY);
    }),
  );
});

test.each([
  ["two failures are nobody's concern", 2, 89 * DAY, 0],
  ["many, and much of its life left", 30, 67 * DAY, 0],
  ["a quarter of its life left", 3, 67.5 * DAY, 1],
  ["a twelfth left", 3, 82.5 * DAY, 2],
  ["over", 3, 90 * DAY, 3],
  ["a clock that is behind says nothing", 30, -5_000 * DAY, 0],
])("%s", (_, failures, now, due) => expect(tellingsDue(life, failures, now)).toBe(due));

test("the first one is told after a night of tries", () => {
  expect(tellingsDue(null, 6, 0)).toBe(0);
  expect(tellingsDue(null, 7, 0)).toBe(1);
});

test("rests grow to half a day, and are as long as the authority asks, up to eight days", () => {
  const rest = (failures: number, asked = 0) => restAfter(failures, ms(asked), 0.5);
  expect([1, 2, 3, 8, 9, 1_000].map((failures) => rest(failures))).toEqual([
    minutes(5),
    minutes(10),
    minutes(20),
    minutes(640),
    hours(12),
    hours(12),
  ]);
  expect(rest(1, 3 * DAY)).toBe(3 * DAY);
  expect(rest(1, 1_000 * DAY)).toBe(8 * DAY);
});

test("whatever was done to the clock, a rest gets no longer, and ends", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 0, max: 8 * DAY }), fc.integer(), (since, wait, now) => {
      const left = restLeft({ since, wait }, now);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left).toBeLessThanOrEqual(wait);
    }),
  );
  expect(restLeft({ since: 0, wait: DAY }, hours(23))).toBe(hours(1));
  expect(restLeft(null, 0)).toBe(0);
});
