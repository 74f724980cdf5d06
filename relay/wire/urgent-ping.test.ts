import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeUrgentPing } from "./urgent-ping.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
  const did: string[] = [];
  const urgent = makeUrgentPing({ ping: () => did.push("asked"), giveUp: () => did.push("given up") });
  return { urgent, did };
}

test("who does not answer within four seconds is given up, however many ask", () => {
  const { urgent, did } = open();
  urgent.ask();
  vi.advanceTimersByTime(2_000);
  urgent.ask();
  vi.advanceTimersByTime(1_999);
  expect(did).toEqual(["asked"]);
  vi.advanceTimersByTime(1);
  expect(did).toEqual(["asked", "given up"]);
  vi.advanceTimersByTime(10_000);
  expect(did).toHaveLength(2);
});

test("who answers is asked anew the next time", () => {
  const { urgent, did } = open();
  urgent.ask();
  urgent.answered();
  vi.advanceTimersByTime(10_000);
  urgent.ask();
  expect(did).toEqual(["asked", "asked"]);
});

test("where what waited goes on meanwhile, nobody is given up for it, but for whoever else asked", () => {
  const { urgent, did } = open();
  urgent.ask(() => false);
  vi.advanceTimersByTime(4_000);
  expect(did).toEqual(["asked"]);
  urgent.ask(() => false);
  urgent.ask();
  vi.advanceTimersByTime(4_000);
  expect(did).toEqual(["asked", "asked", "given up"]);
});
