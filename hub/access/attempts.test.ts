import { beforeEach, expect, test } from "vitest";
import { type ManualClock, makeManualClock } from "../../test/support/manual-clock.ts";
import { hours, seconds } from "../domain/duration.ts";
import { type Attempts, makeAttempts } from "./attempts.ts";

let clock: ManualClock;
let attempts: Attempts;
beforeEach(() => {
  clock = makeManualClock();
  attempts = makeAttempts(clock);
});
const fail = (name: string, times: number) => {
  for (let n = 0; n < times; n++) attempts.failed(name);
};

test("four failures cost nothing; from the fifth on each wait is twice the one before, up to a quarter of an hour", async () => {
  const waits: number[] = [];
  for (let n = 0; n < 16; n++) {
    fail("mum", 1);
    const wait = attempts.waitFor("mum");
    waits.push(wait);
    await clock.advance(seconds(wait + 60));
  }
  expect(waits).toEqual([0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
});

test("the wait is over when it is over, and says how long it still is", async () => {
  fail("mum", 8);
  expect(attempts.waitFor("mum")).toBe(16);
  await clock.advance(seconds(10));
  expect(attempts.waitFor("mum")).toBe(6);
  await clock.advance(seconds(6));
  expect(attempts.waitFor("mum")).toBe(0);
});

test("nobody else waits for it", () => {
  fail("mum", 10);
  expect(attempts.waitFor("dad")).toBe(0);
});

test("who got in begins anew", () => {
  fail("mum", 10);
  attempts.succeeded("mum");
  expect(attempts.waitFor("mum")).toBe(0);
  fail("mum", 1);
  expect(attempts.waitFor("mum")).toBe(0);
});

test("a wall clock that jumps shortens and lengthens no wait", () => {
  fail("mum", 8);
  clock.stepWallClock(hours(24));
  expect(attempts.waitFor("mum")).toBe(16);
  clock.stepWallClock(-hours(48));
  expect(attempts.waitFor("mum")).toBe(16);
});

test("thirty tries a minute are all there are, whatever names they are for", async () => {
  const waits = Array.from({ length: 31 }, (_, n) => attempts.waitFor(`name ${n}`));
  expect(waits.slice(0, 30)).toEqual(new Array(30).fill(0));
  expect(waits[30]).toBe(2);
  await clock.advance(seconds(2));
  expect(attempts.waitFor("mum")).toBe(0);
  expect(attempts.waitFor("mum")).toBe(2);
  await clock.advance(hours(1));
  const more = Array.from({ length: 31 }, (_, n) => attempts.waitFor(`name ${n}`));
  expect(more.filter((wait) => wait === 0)).toHaveLength(30);
});

test("a flood of invented names makes it forget old names, not grow", () => {
  fail("mum", 10);
  for (let n = 0; n < 999; n++) attempts.failed(`invented ${n}`);
  expect(attempts.waitFor("mum")).toBeGreaterThan(0);
  attempts.failed("one more");
  expect(attempts.waitFor("mum")).toBe(0);
});
