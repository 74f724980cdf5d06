import { expect, test } from "vitest";
import { uploadLimitEvents } from "../../ble/toys/cloudpets/upload-limit.ts";
import { lowerBoundInEvents } from "./delivery-limit.ts";

const FAST = { intervalMs: 12.5, packetsPerEvent: 4, drainBytesPerSecond: Number.POSITIVE_INFINITY };

test("is the limit itself where the toy drains at once", () => {
  expect(lowerBoundInEvents({ ...FAST, bytes: 20_032 })).toBe(389);
  expect(uploadLimitEvents(20_032, FAST)).toBe(389);
});

test("is within one request of the limit where a toy needs whole events for a request", () => {
  // 256 bytes in exactly 10 events; the last refill is not waited for until it has drained.
  const even = { ...FAST, bytes: 1_024 + 256 * 20, drainBytesPerSecond: 2_048 };
  expect(lowerBoundInEvents(even)).toBe(1 + 13 + 20 * 10 + 5);
  expect(uploadLimitEvents(even.bytes, even)).toBe(1 + 13 + 20 * 10);
});

test("stays below the limit where it does not", () => {
  const demo = { ...FAST, bytes: 20_992, drainBytesPerSecond: 2_500 };
  expect([lowerBoundInEvents(demo), uploadLimitEvents(demo.bytes, demo)]).toEqual([657, 716]);
});

test("adds only the first wait where the toy drains faster than the radio sends", () => {
  // 256 bytes in 28.4 ms: two events more until the first refill, and none after that.
  const quick = { ...FAST, bytes: 20_032, drainBytesPerSecond: 9_000 };
  expect(lowerBoundInEvents(quick)).toBe(391);
});
