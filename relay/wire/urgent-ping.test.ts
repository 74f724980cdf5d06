import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeUrgentPing } from "./urgent-ping.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

/** Timers, and what they put off to after reading. */
async function pass(milliseconds: number): Promise<void> {
  vi.advanceTimersByTime(milliseconds);
  await new Promise(setImmediate);
}

function open() {
  const did: string[] = [];
  const urgent = makeUrgentPing({ ping: () => did.push("asked"), giveUp: () => did.push("given up") });
  return { urgent, did };
}

test("who does not answer within three and a half seconds is given up, however many ask", async () => {
  const { urgent, did } = open();
  urgent.ask();
  await pass(2_000);
  urgent.ask();
  await pass(1_499);
  expect(did).toEqual(["asked"]);
  await pass(1);
  expect(did).toEqual(["asked", "given up"]);
  await pass(10_000);
  expect(did).toHaveLength(2);
});

test("an answer that came while this process stood still counts", async () => {
  const { urgent, did } = open();
  urgent.ask();
  // What is read has its turn after the timers, and before what was put off.
  setTimeout(urgent.answered, 3_500);
  await pass(10_000);
  expect(did).toEqual(["asked"]);
});

test("who answers is asked anew the next time", async () => {
  const { urgent, did } = open();
  urgent.ask();
  urgent.answered();
  await pass(10_000);
  urgent.ask();
  expect(did).toEqual(["asked", "asked"]);
});

test("where what waited goes on meanwhile, nobody is given up for it, but for whoever else asked", async () => {
  const { urgent, did } = open();
  urgent.ask(() => false);
  await pass(3_500);
  expect(did).toEqual(["asked"]);
  urgent.ask(() => false);
  urgent.ask();
  await pass(3_500);
  expect(did).toEqual(["asked", "asked", "given up"]);
});
