import { expect, test } from "vitest";
import { type AlertRecord, grow, raise, see, unseenBy } from "./alert-record.ts";

const what = (at: number, person: string | null = null) => ({ at, person, subject: null, times: 1 });
function raised(...times: number[]): AlertRecord {
  let record: AlertRecord | undefined;
  for (const at of times) record = raise(record, what(at));
  if (record === undefined) throw new RangeError("raised by nothing");
  return record;
}
const facts = (record: AlertRecord, guardian: string) => {
  const { count, firstAt, lastAt } = unseenBy(record, guardian);
  return [count, firstAt, lastAt];
};

test("repeats are one alert, with a count, and when it was first and last", () => {
  expect(facts(raised(10), "anna")).toEqual([1, 10, 10]);
  expect(facts(raised(10, 20, 30), "anna")).toEqual([3, 10, 30]);
  const many = raised(...Array.from({ length: 500 }, (_, at) => at + 1));
  expect(facts(many, "anna")).toEqual([500, 1, 500]);
  expect(many.recent).toHaveLength(10);
  expect(unseenBy(many, "anna").recent.map(({ nth }) => nth)).toEqual([
    500, 499, 498, 497, 496, 495, 494, 493, 492, 491,
  ]);
});

test("who has seen it is told what came since, and nobody else has seen anything", () => {
  const seen = see(raised(10, 20), "anna", 25);
  expect(unseenBy(seen, "anna").count).toBe(0);
  expect(facts(seen, "berta")).toEqual([2, 10, 20]);
  const again = raise(seen, what(30));
  expect(facts(again, "anna")).toEqual([1, 30, 30]);
  expect(facts(again, "berta")).toEqual([3, 10, 30]);
  let more = again;
  for (let at = 31; at < 60; at++) more = raise(more, what(at));
  // More than are kept: since "seen", then.
  expect(facts(more, "anna")).toEqual([30, 25, 59]);
  expect(facts(more, "berta")).toEqual([32, 10, 59]);
});

test("a burst that goes on counts on in what was told, and nobody is told again", () => {
  const record = raise(raise(undefined, { ...what(1, "anna"), times: 5 }), { ...what(2, "berta"), times: 5 });
  const grown = grow(see(record, "carl", 3), "anna", 7);
  expect(grown.recent.map(({ person, times }) => [person, times])).toEqual([
    ["anna", 7],
    ["berta", 5],
  ]);
  expect(unseenBy(grown, "carl").count).toBe(0);
  expect(grow(grown, null, 9)).toBe(grown);
});
