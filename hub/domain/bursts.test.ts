import { expect, test } from "vitest";
import { makeBursts } from "./bursts.ts";

const RULE = { from: 5, quietMs: 1_000 };

test("is told at the fifth, the fiftieth and the five-hundredth, and counts between", () => {
  const bursts = makeBursts(RULE);
  const told: number[] = [];
  for (let n = 1; n <= 600; n++) {
    const noted = bursts.note("one", n);
    if (n < 5) expect(noted).toBeUndefined();
    else expect(noted?.times).toBe(n);
    if (noted?.isTold === true) told.push(n);
  }
  expect(told).toEqual([5, 50, 500]);
});

test("is over after a quiet while, and not before", () => {
  const bursts = makeBursts(RULE);
  let now = 0;
  const note = (after: number) => {
    now += after;
    return bursts.note("one", now);
  };
  for (let n = 1; n < 5; n++) expect(note(1_000)).toBeUndefined();
  expect(note(1_000)).toEqual({ times: 5, isTold: true });
  expect(note(1_000)).toEqual({ times: 6, isTold: false });
  for (let n = 1; n < 5; n++) expect(note(n === 1 ? 1_001 : 1)).toBeUndefined();
  expect(note(1)).toEqual({ times: 5, isTold: true });
});

test("one is no other's, and a flood of others is not remembered", () => {
  const bursts = makeBursts(RULE);
  for (let n = 1; n < 5; n++) bursts.note("one", n);
  for (let n = 0; n < 900; n++) expect(bursts.note(`other ${n}`, 5)).toBeUndefined();
  expect(bursts.note("one", 6)).toEqual({ times: 5, isTold: true });
  for (let n = 0; n < 1_000; n++) bursts.note(`another ${n}`, 7);
  expect(bursts.note("one", 8)).toBeUndefined();
});
