import fc from "fast-check";
import { expect, test } from "vitest";
import type { MessageView } from "../../../hub/contract/api.ts";
import { makeMessage, NOW } from "../../test/house-fixture.ts";
import {
  deliveryTimes,
  GRID_MS,
  heapDots,
  LEG_HEIGHT,
  medianOf,
  TIMES_WIDTH,
  xOfTime,
} from "./delivery-times.ts";

type Step = readonly [state: MessageView["state"], second: number];
const went = (...steps: readonly Step[]): MessageView =>
  makeMessage("a", 0, {
    state: steps.at(-1)?.[0] ?? "queued",
    history: steps.map(([state, second]) => ({
      state,
      at: new Date(NOW + second * 1_000).toISOString(),
      cause: "test",
    })),
  });
const times = (...messages: readonly MessageView[]) =>
  Object.fromEntries(deliveryTimes(messages).map(({ leg, times }) => [leg, times.map((ms) => ms / 1_000)]));

test("a message that nobody had to approve goes from recorded to the toy", () => {
  const sent = went(["queued", 1], ["delivering", 2], ["on_toy", 20], ["played", 80]);
  expect(times(sent)).toEqual({ approved: [], "on-toy": [20], heard: [60] });
});

test("where one had to, that is a leg of its own", () => {
  const sent = went(["awaiting_approval", 1], ["queued", 100], ["on_toy_unconfirmed", 130]);
  expect(times(sent)).toEqual({ approved: [100], "on-toy": [30], heard: [] });
});

test("what is under way, answers, and clocks that were set back give no times", () => {
  const answer = makeMessage("b", 0, { direction: "from-toy", state: "received" });
  const backwards = went(["queued", 1], ["on_toy", -50]);
  expect(times(went(["queued", 1]), answer, backwards)).toEqual({ approved: [], "on-toy": [], heard: [] });
});

test.each([
  [[], undefined],
  [[5], 5],
  [[9, 1], 5],
  [[9, 1, 2], 2],
])("the median of %j is %j", (numbers, median) => expect(medianOf(numbers)).toBe(median));

test("longer is never further left, and nothing leaves the picture", () => {
  fc.assert(
    fc.property(fc.nat(2_000_000_000), fc.nat(2_000_000_000), (one, other) => {
      const [short, long] = [xOfTime(Math.min(one, other)), xOfTime(Math.max(one, other))];
      expect(short).toBeLessThanOrEqual(long);
      expect(short).toBeGreaterThanOrEqual(0);
      expect(long).toBeLessThanOrEqual(TIMES_WIDTH);
    }),
  );
  expect(new Set(GRID_MS.map(xOfTime)).size).toBe(GRID_MS.length);
});

const dotsOf = (times: readonly number[]) =>
  [...heapDots(times).matchAll(/M([\d.]+) ([\d.]+)h0/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) }));

test("times that differ lie side by side, those that are alike on each other, about the same line", () => {
  const [short, ...alike] = dotsOf([1_000, 60_000, 60_500, 61_000]);
  expect(alike.map(({ x }) => x)).toEqual([alike[0]?.x, alike[0]?.x, alike[0]?.x]);
  expect(short?.x).toBeLessThan(alike[0]?.x ?? 0);
  expect(new Set(alike.map(({ y }) => y)).size).toBe(3);
  expect(alike[1]?.y).toBe(short?.y);
});

test("however many there are, they stay within their leg and are not more to draw than can be seen", () => {
  const dots = dotsOf(Array.from({ length: 30_000 }, (_, n) => 1_000 * (1 + (n % 40))));
  expect(Math.min(...dots.map(({ y }) => y))).toBeGreaterThan(14);
  expect(Math.max(...dots.map(({ y }) => y))).toBeLessThan(LEG_HEIGHT);
  expect(dots.length).toBeLessThan(3_000);
});

test("nothing is drawn of nothing", () => expect(heapDots([])).toBe(""));
