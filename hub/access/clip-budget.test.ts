import { beforeEach, expect, test } from "vitest";
import { makeSigner } from "../../test/support/key-ring.ts";
import { type ManualClock, makeManualClock } from "../../test/support/manual-clock.ts";
import type { PublicKey } from "../contract/jws.ts";
import { hours, minutes, seconds } from "../domain/duration.ts";
import type { ClipBudget } from "../ports/clip-budget.ts";
import { makeClipBudget } from "./clip-budget.ts";

let clock: ManualClock;
let budget: ClipBudget;
let device: PublicKey;
beforeEach(async () => {
  clock = makeManualClock();
  budget = makeClipBudget(clock);
  device = (await makeSigner()).publicKey;
});
/** @returns how many are given before the first refusal */
const takeAll = (by = device): number => {
  for (let n = 0; ; n++) {
    try {
      budget.take({ device: by });
    } catch (error) {
      expect(error).toMatchObject({ code: "session.too-many-clips" });
      return n;
    }
  }
};

test("sixty at once, then one every five seconds, and says how long to wait", async () => {
  expect(takeAll()).toBe(60);
  expect(() => budget.take({ device })).toThrow(expect.objectContaining({ retryAfter: 5 }));
  await clock.advance(seconds(3.5));
  expect(() => budget.take({ device })).toThrow(expect.objectContaining({ retryAfter: 2 }));
  await clock.advance(seconds(1.5));
  expect(takeAll()).toBe(1);
});

test("who listens for hours, to one clip after the other, is never stopped", async () => {
  for (let n = 0; n < 2_000; n++) {
    budget.take({ device });
    await clock.advance(seconds(5));
  }
  expect(takeAll()).toBeGreaterThanOrEqual(59);
});

test("who skips through an evening's messages is not, either", async () => {
  for (let n = 0; n < 150; n++) {
    budget.take({ device });
    await clock.advance(seconds(3.5));
  }
});

test("refused ones cost nothing, and a pause brings all of it back", async () => {
  takeAll();
  for (let n = 0; n < 1_000; n++) expect(() => budget.take({ device })).toThrow();
  await clock.advance(minutes(5));
  expect(takeAll()).toBe(60);
});

test("a wall clock that jumps changes nothing", () => {
  takeAll();
  for (const years of [-56, 66]) {
    clock.stepWallClock(years * 365 * 86_400_000);
    expect(takeAll()).toBe(0);
  }
});

test("one device's is no other's", async () => {
  takeAll();
  expect(takeAll((await makeSigner()).publicKey)).toBe(60);
});

test("whose person has shown that they are there takes as many as they like, for five minutes", async () => {
  takeAll();
  budget.open({ device });
  for (let n = 0; n < 5_000; n++) budget.take({ device });
  await clock.advance(minutes(5));
  expect(takeAll()).toBe(60); // what was taken meanwhile was not counted
  await clock.advance(hours(1));
  expect(takeAll()).toBe(60);
});
