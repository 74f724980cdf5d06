import { expect, test } from "vitest";
import { makeMessage, NOW } from "../test/house-fixture.ts";
import { notePace, type Paces, secondsLeft } from "./delivery-pace.ts";

const at = (percent: number, attempt = 1) =>
  makeMessage("a", 1, { state: "delivering", progress: { percent, attempt } });

function watch(...steps: readonly [percent: number, second: number, attempt?: number][]): Paces {
  const paces: Paces = new Map();
  for (const [percent, second, attempt] of steps) notePace(paces, at(percent, attempt), NOW + second * 1_000);
  return paces;
}

test("forecasts by what was seen", () => {
  expect(secondsLeft(watch([0, 0], [25, 5], [50, 10]), at(50), NOW + 10_000)).toBe(10);
});

test("time goes on between two news", () => {
  expect(secondsLeft(watch([0, 0], [50, 10]), at(50), NOW + 14_000)).toBe(6);
});

test.each<[string, Paces, number]>([
  ["of the first news", watch([10, 0]), 0],
  ["of a blink", watch([0, 0], [50, 1]), 1],
  ["of too little", watch([10, 0], [12, 9]), 9],
  ["of what stands still", watch([0, 0], [50, 10]), 31],
  ["of a try that just began", watch([0, 0], [50, 10], [3, 11, 2]), 11],
])("says nothing %s", (_, paces, second) =>
  expect(secondsLeft(paces, at(50), NOW + second * 1_000)).toBeUndefined(),
);

test("forgets what is over", () => {
  const paces = watch([0, 0], [50, 10]);
  notePace(paces, makeMessage("a", 1, { state: "on_toy" }), NOW);
  expect(paces.size).toBe(0);
});

test("never says that it takes no time", () => {
  expect(secondsLeft(watch([0, 0], [99, 10]), at(99), NOW + 10_500)).toBe(1);
});
