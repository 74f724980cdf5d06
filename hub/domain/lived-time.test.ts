import { expect, test } from "vitest";
import { LivedTime } from "./lived-time.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;
const START = 1_760_000_000_000;
const LOOK = 5 * 60_000;

/** A hub that looks at its clocks every five minutes; its wall clock can be set, it can be off, and its process starts anew. */
class Run {
  wall = START;
  #monotonic = 0;
  #time = new LivedTime({ wall: this.wall, monotonic: 0 }, undefined);

  get lived(): number {
    return this.#time.now(this.#monotonic) - START;
  }
  run(forMs: number): this {
    for (let left = forMs; left > 0; left -= LOOK) {
      this.wall += Math.min(LOOK, left);
      this.#monotonic += Math.min(LOOK, left);
      this.#time.look({ wall: this.wall, monotonic: this.#monotonic });
    }
    return this;
  }
  set(by: number): this {
    this.wall += by;
    return this;
  }
  off(forMs: number): this {
    const note = this.#time.note(this.#monotonic);
    this.wall += forMs;
    this.#monotonic = 17;
    this.#time = new LivedTime({ wall: this.wall, monotonic: 17 }, note);
    return this;
  }
}
const days = (run: Run) => Math.round((run.lived / DAY) * 100) / 100;

test("what runs is counted, whatever the wall clock says", () => {
  for (const jump of [-50 * YEAR, -YEAR, -DAY, DAY, 50 * DAY, 10 * YEAR])
    expect(
      days(
        new Run()
          .run(DAY)
          .set(jump)
          .run(2 * DAY),
      ),
    ).toBe(3);
});

test("the time that the hub was off is counted once the wall clock has stood for 15 minutes", () => {
  const run = new Run().run(DAY).off(20 * DAY);
  expect(days(run.run(10 * 60_000))).toBe(1.01);
  expect(days(run.run(DAY))).toBe(22.01);
});

test("a clock that jumps and comes back within minutes ages nothing", () => {
  const run = new Run();
  for (let time = 0; time < 6; time++)
    run
      .set(30 * DAY)
      .run(10 * 60_000)
      .set(-30 * DAY)
      .run(10 * 60_000);
  expect(run.lived).toBe(6 * 20 * 60_000);
});

test.each([
  ["1970", -START],
  ["a year back", -YEAR],
  ["ten years ahead", 10 * YEAR],
  ["half a year ahead", 182 * DAY],
])("%s, stood for and started under, ages nothing; nor does the way back", (_, jump) => {
  const run = new Run()
    .run(DAY)
    .off(0)
    .set(jump)
    .run(DAY)
    .off(0)
    .run(10 * DAY);
  expect(days(run)).toBe(12);
  expect(days(run.set(-jump).run(DAY).off(0).run(DAY))).toBe(14);
});

test("a clock that is ahead by less than a season, again and again in one run, is believed for a season in all", () => {
  const run = new Run();
  for (let time = 0; time < 7; time++) run.set(50 * DAY).run(20 * 60_000);
  expect(days(run)).toBe(100.1);
});

test("a clock that stands at the past until it has asked for the time, at each start, is believed for what was off", () => {
  const run = new Run();
  for (let time = 0; time < 10; time++)
    run
      .run(DAY)
      .off(DAY)
      .set(-40 * DAY)
      .run(HOUR)
      .set(40 * DAY)
      .run(HOUR);
  expect(days(run)).toBe(20.83);
});

test("a clock that was wrong for long is set right, and what is off afterwards counts again", () => {
  const run = new Run()
    .set(10 * YEAR)
    .run(8 * DAY)
    .set(-10 * YEAR)
    .run(8 * DAY);
  expect(days(run.off(5 * DAY).run(DAY))).toBe(22);
});

test("a first start on what an older hub kept makes nothing older than a season", () => {
  const now = (wall: number) => new LivedTime({ wall, monotonic: 0 }, undefined, START).now(0) - START;
  expect(now(START + 30 * DAY)).toBe(30 * DAY);
  expect(now(START + 10 * YEAR)).toBe(0);
  expect(now(START - YEAR)).toBe(0);
});
