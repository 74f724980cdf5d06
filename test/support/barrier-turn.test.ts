import { expect, test } from "vitest";
import { isTurnOf } from "./barrier-turn.ts";

const TITLES = Array.from(
  { length: 300 },
  (_, at) => `test/attacks/one.test.ts > without barrier ${at} it succeeds`,
);

test("each barrier has one turn of three, and each turn about a third of them", () => {
  const ofTurn = [1, 2, 3].map((turn) => TITLES.filter((title) => isTurnOf(title, turn, 3)));
  expect(ofTurn.flat().toSorted()).toEqual(TITLES.toSorted());
  for (const titles of ofTurn) expect(titles.length).toBeGreaterThan(70);
});

test("where there is one turn, all of them have it", () => {
  expect(TITLES.filter((title) => isTurnOf(title, 1, 1))).toEqual(TITLES);
});
