import { expect, test } from "vitest";
import { editDistance, nearest } from "./nearest.ts";

test.each([
  ["", "", 0],
  ["", "abc", 3],
  ["kitten", "sitting", 3],
  ["strat", "start", 1], // neighbours swapped
  ["ble", "bel", 1],
  ["air", "air", 0],
])("%j and %j are %i apart, either way", (one, other, distance) => {
  expect(editDistance(one, other)).toBe(distance);
  expect(editDistance(other, one)).toBe(distance);
});

test.each([
  ["st", "start"], // its beginning
  ["hbu", "hub"],
  ["x", undefined],
  ["window", undefined],
])("%j means %j", (word, meant) => expect(nearest(word, ["start", "hub", "ble"])).toBe(meant));
