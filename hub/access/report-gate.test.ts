import { beforeEach, expect, test } from "vitest";
import { type ManualClock, makeManualClock } from "../../test/support/manual-clock.ts";
import { quickWork } from "../../test/support/stranger.ts";
import { doWork } from "../contract/report-work.ts";
import { ms } from "../domain/duration.ts";
import type { ReportGate } from "../ports/report-store.ts";
import { makeReportGate } from "./report-gate.ts";

const MINUTE = 60_000;
let clock: ManualClock;
let gate: ReportGate;
beforeEach(() => {
  clock = makeManualClock();
  gate = makeReportGate(clock, []);
});

function paid(from = gate): [string, number[]] {
  const { task } = from.task();
  return [task, quickWork(task)];
}

test("three in any hour, however they are spread; then it says how long to wait", async () => {
  for (const _ of [1, 2, 3]) {
    await gate.admit(...paid());
    await clock.advance(ms(10 * MINUTE));
  }
  await expect(gate.admit(...paid())).rejects.toMatchObject({
    code: "report.too-many",
    retryAfter: 30 * 60,
  });
  expect(gate.turnedAway()).toBe(1);
  await clock.advance(ms(30 * MINUTE));
  await gate.admit(...paid());
  await expect(gate.admit(...paid())).rejects.toMatchObject({ code: "report.too-many" });
});

test("a place that was not used is given back, and so is the work", async () => {
  const work = paid();
  for (let round = 0; round < 5; round += 1) (await gate.admit(...work))();
  await gate.admit(...work);
  await expect(gate.admit(...work)).rejects.toMatchObject({ code: "report.bad-work" });
});

test("what the form does is what counts", async () => {
  const { task } = gate.task();
  const rounds: number[] = [];
  const work = await doWork(task, (done) => rounds.push(done));
  expect(work).toEqual(quickWork(task));
  expect(rounds).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  await gate.admit(task, work);
});

test("two at once with the same work are one", async () => {
  const work = paid();
  const both = await Promise.allSettled([gate.admit(...work), gate.admit(...work)]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
});

test("work that is missing, wrong, for a task of somebody else's, or too late does not count, and takes no place", async () => {
  const [task, work] = paid();
  const [first = 0, ...rest] = work;
  const other = makeReportGate(clock, []);
  const [at, random, mac = ""] = task.split(".");
  const refused: [string, readonly number[]][] = [
    [task, []],
    [task, work.slice(1)],
    [task, [...work, 0]],
    [task, [first + 1, ...rest]],
    ["", work],
    [`${task}=`, work],
    [`zzzz.${random}.${mac}`, work],
    [`${at}.${random}.${"A".repeat(mac.length)}`, work],
    paid(other),
  ];
  for (const one of refused)
    await expect(gate.admit(...one)).rejects.toMatchObject({ code: "report.bad-work" });
  expect(gate.turnedAway()).toBe(0);
  const late = paid();
  await clock.advance(ms(15 * MINUTE));
  await expect(gate.admit(...late)).rejects.toMatchObject({ code: "report.bad-work" });
  for (const _ of [1, 2, 3]) await gate.admit(...paid());
});

test("a hub that starts again goes on counting; times under another clock say nothing", async () => {
  const now = clock.now();
  const again = makeReportGate(clock, [
    { at: now - 90 * MINUTE },
    { at: now - 20 * MINUTE },
    { at: now - 10 * MINUTE },
    { at: now + 400 * 24 * 60 * MINUTE },
  ]);
  await again.admit(...paid(again));
  await expect(again.admit(...paid(again))).rejects.toMatchObject({ retryAfter: 40 * 60 });
});

test("a clock that jumps neither opens the form nor shuts it", async () => {
  for (const _ of [1, 2, 3]) await gate.admit(...paid());
  clock.stepWallClock(10 * 365 * 86_400_000);
  await expect(gate.admit(...paid())).rejects.toMatchObject({ code: "report.too-many" });
  clock.stepWallClock(-clock.now());
  await clock.advance(ms(60 * MINUTE));
  await gate.admit(...paid());
});
