import fc from "fast-check";
import { expect, test } from "vitest";
import { hours, minutes } from "./duration.ts";
import { SettledTime } from "./settled-time.ts";

const NOON = Date.parse("2026-06-10T12:00Z");

/** Two clocks and what is believed of them. */
function aMachine(known = NOON) {
  let [wall, monotonic] = [NOON, 0];
  const time = new SettledTime({ wall, monotonic }, known);
  const now = () => time.now({ wall, monotonic }) - NOON;
  return {
    now,
    /** Asked every minute, as it wants to be. */
    wait(length: number) {
      for (let left = length; left > 0; left -= minutes(1)) {
        const step = Math.min(left, minutes(1));
        wall += step;
        monotonic += step;
        now();
      }
      return now();
    },
    set(by: number) {
      wall += by;
      return now();
    },
  };
}

test("goes with a clock that is right", () => {
  const machine = aMachine();
  expect([machine.now(), machine.wait(hours(30))]).toEqual([0, hours(30)]);
});

test("a jump ahead that is set right again changes nothing", () => {
  const machine = aMachine();
  expect(machine.set(hours(24))).toBe(0);
  expect(machine.wait(minutes(14))).toBe(minutes(14));
  expect(machine.set(-hours(24))).toBe(minutes(14));
  expect(machine.wait(hours(1))).toBe(hours(1) + minutes(14));
});

test("a jump ahead that stays is believed after a quarter of an hour", () => {
  const machine = aMachine();
  machine.set(hours(8));
  expect(machine.wait(minutes(14))).toBe(minutes(14));
  expect(machine.wait(minutes(1))).toBe(hours(8) + minutes(15));
});

test("a clock that is set ahead again and again has not stood", () => {
  const machine = aMachine();
  for (let jump = 1; jump <= 10; jump++) {
    machine.set(hours(1));
    expect(machine.wait(minutes(10))).toBe(jump * minutes(10));
  }
});

test("set back it is believed at once", () => {
  expect(aMachine().set(-hours(3))).toBe(-hours(3));
});

test("after a time off it is not later than what was known, until the clock has stood", () => {
  const machine = aMachine(NOON - hours(8));
  expect(machine.now()).toBe(-hours(8));
  expect(machine.wait(minutes(15))).toBe(minutes(15));
});

const jumps = (least: number) =>
  fc.array(
    fc.record({
      by: fc.integer({ min: least, max: hours(48) }),
      wait: fc.integer({ min: 0, max: minutes(14) }),
    }),
    { maxLength: 12 },
  );

test("whatever is done to the clock, it is never ahead of it", () => {
  fc.assert(
    fc.property(jumps(-hours(48)), (all) => {
      const machine = aMachine();
      let wall = 0;
      for (const { by, wait } of all) {
        wall += by;
        expect(machine.set(by)).toBeLessThanOrEqual(wall);
        wall += wait;
        expect(machine.wait(wait)).toBeLessThanOrEqual(wall);
      }
    }),
  );
});

test("however often and far it is set ahead, none of it is believed before it has stood", () => {
  fc.assert(
    fc.property(jumps(minutes(2)), (all) => {
      const machine = aMachine();
      let passed = 0;
      for (const { by, wait } of all) {
        expect(machine.set(by)).toBe(passed);
        passed += wait;
        expect(machine.wait(wait)).toBe(passed);
      }
    }),
  );
});
