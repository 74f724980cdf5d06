import { expect, test } from "vitest";
import { hasJumped } from "./clock-jump.ts";
import { hours, minutes, seconds } from "./duration.ts";

const YEAR = hours(365 * 24);

test.each([
  ["time goes by", seconds(5), seconds(5), false],
  ["set right by seconds", -seconds(30), seconds(5), false],
  ["set back by an hour", -hours(1), seconds(5), true],
  ["set back by a year", -YEAR, seconds(5), true],
  ["back to 1970", -56 * YEAR, seconds(5), true],
  ["a laptop that slept over the weekend", hours(60), seconds(5), false],
  ["off for a season", hours(110 * 24), 0, false],
  ["ten years ahead", 10 * YEAR, seconds(5), true],
  ["started behind what was written last", -minutes(3), 0, true],
] as const)("%s", (_, wall, passed, jumped) => expect(hasJumped(wall, passed)).toBe(jumped));
