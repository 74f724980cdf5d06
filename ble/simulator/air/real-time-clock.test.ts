import { describe, expect, test } from "vitest";
import { airClockContract } from "../../../test/contracts/air-clock.contract.ts";
import { openRealTimeClock } from "./real-time-clock.ts";

describe("real-time clock", () => airClockContract({ open: openRealTimeClock, retry: 4, latenessMs: 30 }));

test("events that fell due while the process was busy all run, in order", async () => {
  using clock = openRealTimeClock();
  const ran: number[] = [];
  const startMs = clock.monotonic();
  for (const dueMs of [9, 3, 6, 12]) clock.at(startMs + dueMs, () => ran.push(dueMs));
  while (performance.now() - startMs < 15); // nothing else of this process runs meanwhile
  await new Promise<void>((resolve) => clock.at(startMs + 15, resolve));
  expect(ran).toEqual([3, 6, 9, 12]);
});

test("hundreds of overdue events do not keep packets from their hosts", async () => {
  using clock = openRealTimeClock();
  const startMs = clock.monotonic();
  const order: string[] = [];
  for (let count = 0; count < 300; count += 1) clock.at(startMs, () => order.push("event"));
  clock.at(startMs, () => order.push("last event"));
  await new Promise<void>((resolve) => setImmediate(resolve));
  clock.soon(() => order.push("delivery"));
  await new Promise<void>((resolve) => clock.at(startMs + 5, resolve));
  expect(order.at(-1)).toBe("last event");
  expect(order.indexOf("delivery")).toBeLessThan(order.length - 1);
});
