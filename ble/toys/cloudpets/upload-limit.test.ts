import { expect, test } from "vitest";
import { uploadLimitEvents } from "./upload-limit.ts";

const radio = { packetsPerEvent: 4, intervalMs: 12.5, drainBytesPerSecond: Number.POSITIVE_INFINITY };

test("ten seconds take 1 + 13 + 75 x 5 events when the toy drains at once", () => {
  expect(uploadLimitEvents(20_032, radio)).toBe(389);
});

test.each([
  ["2,500 B/s: 256 bytes last nine events", 2_500, 1 + 13 + 75 * 9],
  ["1,000 B/s: 256 bytes last 21 events", 1_000, 1 + 13 + 75 * 21],
  ["5,120 B/s: exactly as long as the writes are under way", 5_120, 1 + 13 + 75 * 5],
])("a slow drain sets the pace: %s", (_, drainBytesPerSecond, events) => {
  expect(uploadLimitEvents(20_032, { ...radio, drainBytesPerSecond })).toBe(events);
});

test("a clip that fits the ring needs no refill", () => {
  expect(uploadLimitEvents(1_024, radio)).toBe(14);
  expect(uploadLimitEvents(1_025, radio)).toBe(19);
});

test("one packet per event is one event per write", () => {
  expect(uploadLimitEvents(1_280, { ...radio, packetsPerEvent: 1 })).toBe(1 + 52 + 14);
});
