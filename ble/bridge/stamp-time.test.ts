import { expect, test } from "vitest";
import { hours, minutes } from "../../hub/domain/duration.ts";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { memoryJournal } from "../../test/support/memory-journal.ts";
import { StampTime } from "./stamp-time.ts";

const DAY = 86_400_000;
const YEAR = 365 * DAY;

async function makeTime() {
  const clock = makeManualClock();
  const journal = memoryJournal();
  const time = new StampTime(journal, clock, false);
  const claim = () => journal.change(time.begin());
  return { clock, journal, time, claim };
}
const fail = (error: unknown) => {
  throw error;
};
const days = (count: number) => hours(count * 24);

test("before the first claim the machine's clock is believed, also one that stands in 1970", async () => {
  const { clock, time } = await makeTime();
  clock.stepWallClock(-clock.now());
  expect(time.now()).toBe(0);
  clock.stepWallClock(56 * YEAR);
  expect(time.now()).toBe(56 * YEAR);
});

test.each([
  ["1970", -1_760_000_000_000],
  ["a year back", -YEAR],
  ["an hour back", -3_600_000],
])("a clock set to %s gives no time back, nor after a restart", async (_, step) => {
  const { clock, journal, time, claim } = await makeTime();
  await claim();
  const end = time.watch(fail);
  await clock.advance(days(1));
  const before = clock.now();
  clock.stepWallClock(step);
  await clock.advance(minutes(10));
  expect(time.now()).toBe(before + minutes(10));
  await end();
  expect(new StampTime(journal, clock, true).now()).toBe(before + minutes(10));
});

test("a kill takes back an hour at most, and nothing of what a stamp was judged by", async () => {
  const { clock, journal, time, claim } = await makeTime();
  await claim();
  time.watch(fail);
  await clock.advance(minutes(130));
  const before = clock.now();
  clock.stepWallClock(-YEAR);
  expect(before - new StampTime(journal, clock, true).now()).toBeLessThanOrEqual(minutes(60));
  await time.noteForStamp();
  expect(new StampTime(journal, clock, true).now()).toBe(before);
});

test("a clock that jumps ten years ahead for an hour locks nothing out afterwards", async () => {
  const { clock, time, claim } = await makeTime();
  await claim();
  time.watch(fail);
  clock.stepWallClock(10 * YEAR);
  await clock.advance(minutes(60));
  clock.stepWallClock(-10 * YEAR);
  await clock.advance(minutes(60));
  expect(time.now()).toBe(clock.now());
});

test("a toy claimed under a clock ten years ahead is of use again seven days after that was set right", async () => {
  const { clock, time, claim } = await makeTime();
  clock.stepWallClock(10 * YEAR);
  await claim();
  time.watch(fail);
  clock.stepWallClock(-10 * YEAR);
  await clock.advance(days(6));
  expect(time.now()).toBe(clock.now() + 10 * YEAR);
  await clock.advance(days(2));
  expect(time.now()).toBe(clock.now());
});

test("a note that is none of ours stops the start", async () => {
  const journal = memoryJournal();
  await journal.put("time/lived", { lived: "long" });
  expect(() => new StampTime(journal, makeManualClock(), true)).toThrow(
    expect.objectContaining({ code: "bridge.memory-damaged" }),
  );
});
