import { expect, test } from "vitest";
import { limitInEvents, roundedLimitInEvents } from "./delivery-limit.ts";

const FAST = { intervalMs: 12.5, packetsPerEvent: 4, drainBytesPerSecond: Number.POSITIVE_INFINITY };

test("is 389 events for the 20,032 bytes of ten seconds, as the protocol's description counts", () => {
  expect(limitInEvents({ ...FAST, bytes: 20_032 })).toBe(389);
  expect(roundedLimitInEvents({ ...FAST, bytes: 20_032 })).toBe(389);
});

test("agrees with the rounded one where a toy needs whole events for a request", () => {
  // 256 bytes in exactly 10 events.
  const even = { ...FAST, bytes: 1_024 + 256 * 20, drainBytesPerSecond: 2_048 };
  expect(limitInEvents(even)).toBe(1 + 13 + 20 * 10 + 5);
  expect(roundedLimitInEvents(even)).toBe(1 + 13 + 20 * 10);
});

test("stays below the rounded one where it does not", () => {
  const demo = { ...FAST, bytes: 20_992, drainBytesPerSecond: 2_500 };
  expect([limitInEvents(demo), roundedLimitInEvents(demo)]).toEqual([657, 716]);
});

test("adds only the first wait where the toy drains faster than the radio sends", () => {
  // 256 bytes in 28.4 ms: two events more until the first refill, and none after that.
  const quick = { ...FAST, bytes: 20_032, drainBytesPerSecond: 9_000 };
  expect(limitInEvents(quick)).toBe(391);
});
