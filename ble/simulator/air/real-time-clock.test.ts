import { describe, expect, test } from "vitest";
import { airClockContract } from "../../../test/contracts/air-clock.contract.ts";
import { openGattRig } from "../../../test/support/gatt-rig.ts";
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

test("a process that was kept from its processor for 60 ms misses no connection event's answer", async () => {
  using clock = openRealTimeClock();
  using rig = await openGattRig({ clock, intervalMs: 10 });
  const { about } = await rig.open(await rig.find());
  const event = () => rig.air.links()[0]?.event ?? 0;
  const first = event();
  const reading = about.readAsync();
  const startMs = performance.now();
  while (performance.now() - startMs < 60); // as if stopped: six events fall due
  await reading;
  expect(event() - first).toBeLessThanOrEqual(3); // the question goes, the answer comes; one may have been under way
});
