import { describe, expect, test } from "vitest";
import { isDrillDue } from "./drill-week.ts";
import { hours } from "./duration.ts";

const DAY = 24;
const at = (hour: number, days: number, isFirst = false) =>
  isDrillDue(0.5, { minuteOfDay: hour * 60, since: hours(days * DAY), isFirst });

describe("a house that chose half past twelve", () => {
  test("has it a week after the last one, from that minute on", () => {
    expect(at(12.4, 7)).toBe(false);
    expect(at(12.5, 7)).toBe(true);
    expect(at(15.9, 7)).toBe(true);
  });
  test("has none twice in a week, however often it starts", () => {
    for (const days of [0, 1, 3, 6, 6.4]) expect(at(13, days)).toBe(false);
  });
  test("does not walk through the week: one that ended some minutes late is due at the same time", () =>
    expect(at(12.5, 6.99)).toBe(true));
  test("makes up for one that it missed as soon as the day allows, never at bedtime or in the night", () => {
    expect(at(9, 8)).toBe(true);
    for (const hour of [0, 6, 8.9, 16, 18, 19.5, 23]) expect(at(hour, 30)).toBe(false);
  });
  test("has its first one on its second day", () => {
    expect(at(13, 0.9, true)).toBe(false);
    expect(at(13, 1, true)).toBe(true);
  });
});

test.each([0, 0.999])("%s of the day lies within it", (chosen) => {
  const due = Array.from({ length: 24 * 60 }, (_, minuteOfDay) =>
    isDrillDue(chosen, { minuteOfDay, since: hours(7 * DAY), isFirst: false }),
  );
  expect([due.indexOf(true) >= 9 * 60, due.lastIndexOf(true) < 16 * 60]).toEqual([true, true]);
});
