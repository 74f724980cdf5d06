import { expect, test } from "vitest";
import { hours } from "./duration.ts";
import { type DatedBackup, keptBackups, longestKept } from "./kept-backups.ts";

const DAY = hours(24);
const START = 20_000 * DAY;
const nightly = (nights: number): DatedBackup[] =>
  Array.from({ length: nights }, (_, night) => ({
    counter: night + 1,
    lived: START + night * DAY + hours(3),
  }));

/** A backup each night, and what stays of them night for night. */
function live(nights: number, longest = longestKept([hours(24 * 90)])): DatedBackup[] {
  let there: DatedBackup[] = [];
  for (const backup of nightly(nights)) {
    there.push(backup);
    const kept = keptBackups(there, backup.lived, longest);
    there = there.filter(({ counter }) => kept.has(counter));
  }
  return there;
}

test("the last 14 nights stay, and one of each month before, none older than keep-time and 30 days", () => {
  const there = live(400);
  const ages = there.map(({ counter }) => 400 - counter);
  expect(ages.filter((age) => age < 14)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  const months = ages.filter((age) => age >= 14);
  expect(months.length).toBeGreaterThanOrEqual(3);
  expect(months.length).toBeLessThanOrEqual(5);
  expect(Math.max(...ages)).toBeLessThan(120);
});

test("of several on one day the last stays", () => {
  const one = { counter: 7, lived: START + hours(1) };
  const other = { counter: 8, lived: START + hours(20) };
  expect([...keptBackups([one, other], START + hours(30), longestKept([]))]).toEqual([8]);
});

test("the newest stays, however old it is, and whatever the clock says", () => {
  expect([...keptBackups(nightly(3), START + 4_000 * DAY, longestKept([hours(168)]))]).toEqual([3]);
  expect([...keptBackups(nightly(3), START - 4_000 * DAY, longestKept([hours(168)]))].toSorted()).toEqual([
    1, 2, 3,
  ]);
});

test.each([
  ["the shortest of several", [hours(24 * 90), hours(24 * 7), undefined], 37],
  ["for ever: a year", [undefined], 390],
  ["no child yet", [], 390],
])("grows as old as %s and 30 days", (_, times, days) => {
  expect(longestKept(times)).toBe(days * DAY);
});
