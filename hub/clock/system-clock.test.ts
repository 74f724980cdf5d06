import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { clockContract } from "../../test/contracts/clock.contract.ts";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { hours, ms } from "../domain/duration.ts";
import { systemClock } from "./system-clock.ts";

describe("the system's clock", () =>
  clockContract(() => ({ clock: systemClock, pass: async (time) => void (await wait(time)) })));
describe("a clock set by hand", () =>
  clockContract(() => {
    const clock = makeManualClock();
    return { clock, pass: clock.advance };
  }));

test("does not take a wait of two months for none at all", async () => {
  let calls = 0;
  const takeBack = systemClock.after(hours(24 * 60), () => {
    calls += 1;
  });
  await systemClock.sleep(ms(20));
  takeBack();
  expect(calls).toBe(0);
});
