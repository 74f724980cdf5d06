import { expect, test } from "vitest";
import { hours } from "./duration.ts";
import { countIdle, type Idle } from "./idle-days.ts";

const DAY = hours(24);
const START = 1_760_000_000_000;
const before = (days: number): Idle => ({ days, countedAt: START });

test.each<[string, Idle | undefined, number, number]>([
  ["the first look counts nothing", undefined, START, 0],
  ["an hour later it is the same day", before(5), START + hours(1), 5],
  ["a day later it is one more", before(5), START + DAY, 6],
  ["after a season in which the hub was off, too", before(5), START + 119 * DAY, 6],
  ["after lived time that went back, as it never does, none", before(5), START - DAY, 5],
])("%s", (_, idle, now, days) => expect(countIdle(idle, now).days).toBe(days));

test("looked at every hour, ninety days are ninety", () => {
  let idle: Idle | undefined;
  for (let hour = 0; hour <= 90 * 24; hour++) idle = countIdle(idle, START + hours(hour));
  expect(idle?.days).toBe(90);
});
