import { beforeEach, expect, test } from "vitest";
import { type ManualClock, makeManualClock } from "../../test/support/manual-clock.ts";
import { hours, ms, seconds } from "../domain/duration.ts";
import { type Attempts, makeAttempts } from "./attempts.ts";

let clock: ManualClock;
let attempts: Attempts;
beforeEach(() => {
  clock = makeManualClock();
  attempts = makeAttempts(clock);
});
/** Tries and fails, as soon as a try may be made. */
const fail = async (name: string, times: number) => {
  for (let n = 0; n < times; n++) {
    for (let wait = attempts.waitFor(name); wait > 0; wait = attempts.waitFor(name)) {
      await clock.advance(seconds(wait));
    }
    attempts.failed(name);
  }
};

test("four failures cost nothing; from the fifth on each wait is twice the one before, up to a quarter of an hour", async () => {
  const waits: number[] = [];
  for (let n = 0; n < 17; n++) {
    const wait = attempts.waitFor("mum");
    waits.push(wait);
    await clock.advance(seconds(wait));
    if (wait > 0) expect(attempts.waitFor("mum")).toBe(0);
    attempts.failed("mum");
    await clock.advance(ms(1));
  }
  expect(waits).toEqual([0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
});

test("of many tries sent together no more get through than of those made one by one", async () => {
  const together = () => Array.from({ length: 20 }, () => attempts.waitFor("mum"));
  expect(together().filter((wait) => wait === 0)).toHaveLength(5);
  for (let n = 0; n < 5; n++) attempts.failed("mum");
  expect(attempts.waitFor("mum")).toBe(2);
  await clock.advance(seconds(2));
  expect(together().filter((wait) => wait === 0)).toHaveLength(1);
});

test("a try that never came to an end counts as failed", async () => {
  for (let n = 0; n < 5; n++) expect(attempts.waitFor("mum")).toBe(0);
  expect(attempts.waitFor("mum")).toBe(2);
});

test("the wait begins when the try has failed, however long that took", async () => {
  await fail("mum", 7); // 8 s
  await clock.advance(seconds(8));
  expect(attempts.waitFor("mum")).toBe(0);
  await clock.advance(seconds(5));
  attempts.failed("mum");
  expect(attempts.waitFor("mum")).toBe(16);
});

test("the wait is over when it is over, and says how long it still is", async () => {
  await fail("mum", 8);
  expect(attempts.waitFor("mum")).toBe(16);
  await clock.advance(seconds(10));
  expect(attempts.waitFor("mum")).toBe(6);
  await clock.advance(seconds(6));
  expect(attempts.waitFor("mum")).toBe(0);
});

test("nobody else waits for it", async () => {
  await fail("mum", 10);
  expect(attempts.waitFor("dad")).toBe(0);
});

test("who got in begins anew", async () => {
  await fail("mum", 10);
  attempts.succeeded("mum");
  expect(attempts.waitFor("mum")).toBe(0);
  await fail("mum", 1);
  expect(attempts.waitFor("mum")).toBe(0);
});

test("a wall clock that jumps shortens and lengthens no wait", async () => {
  await fail("mum", 8);
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

test("a flood of invented names makes it forget old names, not grow", async () => {
  await fail("mum", 10);
  for (let n = 0; n < 999; n++) attempts.failed(`invented ${n}`);
  expect(attempts.waitFor("mum")).toBeGreaterThan(0);
  attempts.failed("one more");
  expect(attempts.waitFor("mum")).toBe(0);
});
