import { expect, test } from "vitest";
import { isUpdateTime } from "./update-time.ts";

const BERLIN = "Europe/Berlin"; // an hour ahead in winter, two in summer

test.each([
  ["a minute before eight", "2026-01-15T06:59:59Z", false],
  ["eight", "2026-01-15T07:00:00Z", true],
  ["the afternoon", "2026-01-15T14:00:00Z", true],
  ["a minute before six", "2026-01-15T16:59:59Z", true],
  ["six, near bedtime", "2026-01-15T17:00:00Z", false],
  ["midnight", "2026-01-15T23:00:00Z", false],
  ["eight in summer", "2026-07-15T06:00:00Z", true],
  ["a minute before, in summer", "2026-07-15T05:59:59Z", false],
])("%s", (_, at, may) => expect(isUpdateTime(Date.parse(at), BERLIN)).toBe(may));

test("it is the house's own clock that counts", () => {
  const at = Date.parse("2026-01-15T14:00:00Z");
  expect([
    isUpdateTime(at, BERLIN),
    isUpdateTime(at, "Asia/Tokyo"),
    isUpdateTime(at, "America/New_York"),
  ]).toEqual([true, false, true]);
});
