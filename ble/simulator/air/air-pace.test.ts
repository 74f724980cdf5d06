/** How much the air carries, and that the same seed carries it the same way twice. */
import { expect, test } from "vitest";
import { ms } from "../../../hub/domain/duration.ts";
import { type GattRig, openGattRig, startRigToy, TOY } from "../../../test/support/gatt-rig.ts";
import type { AirOptions } from "./air.ts";
import type { AirClock } from "./air-clock.ts";
import type { AirTraceEntry } from "./air-trace.ts";
import { openSteppedClock } from "./stepped-clock.ts";

const WRITES = 1_500;

interface Transfer {
  /** Connection events from the first write to the arrival of the last. */
  readonly events: number;
  readonly airMs: number;
}

/** Sends `WRITES` full packets to the peripheral, without response. */
async function transfer(
  options: Partial<AirOptions>,
): Promise<Transfer & { readonly hubBuffers: { most: number } }> {
  using clock = openSteppedClock();
  using rig = await openGattRig({ clock, ...options });
  const { inbox } = await rig.open(await rig.find());
  const [startEvent, startMs] = [rig.air.linkOf(TOY)?.event ?? 0, clock.monotonic()];
  for (let index = 0; index < WRITES; index += 1) inbox.write(Buffer.alloc(20, index), true);
  await arrival(rig, clock, WRITES);
  expect(rig.toy.received.map((value) => value[0])).toEqual(
    Array.from({ length: WRITES }, (_, index) => index % 256),
  );
  const events = (rig.air.linkOf(TOY)?.event ?? 0) - startEvent;
  return { events, airMs: clock.monotonic() - startMs, hubBuffers: rig.hub.buffers };
}

async function arrival(rig: GattRig, clock: AirClock, count: number): Promise<void> {
  while (rig.toy.received.length < count) await clock.sleep(ms(1));
}

test("1,500 packets at 30 ms and four an event take 11.25 s, give or take 3 %", async () => {
  const { events, airMs } = await transfer({ intervalMs: 30, packetsPerEvent: 4 });
  expect(events).toBeGreaterThanOrEqual(WRITES / 4);
  expect(events).toBeLessThanOrEqual((WRITES / 4) * 1.03);
  expect(Math.abs(airMs / 11_250 - 1)).toBeLessThan(0.03);
});

test("loss is delay: one exchange in ten lost closes its event early, and nothing goes missing", async () => {
  const { events } = await transfer({ intervalMs: 30, packetsPerEvent: 4, packetLoss: 0.1 });
  const carried = 0.9 + 0.9 ** 2 + 0.9 ** 3 + 0.9 ** 4; // of four, until the first is lost
  expect(Math.abs(events / (WRITES / carried) - 1)).toBeLessThan(0.05);
});

test("an interval holds no more exchanges than radio time allows", async () => {
  const { events } = await transfer({ intervalMs: 7.5, packetsPerEvent: 1_000, aclBufferCount: 64 });
  const most = Math.floor(7.5 / 0.71);
  expect(events).toBeGreaterThanOrEqual(Math.floor(WRITES / most));
  expect(events).toBeLessThanOrEqual(Math.ceil((WRITES / most) * 1.03));
});

test.each([1, 4, 8])("hosts never hold more than their %d buffers", async (aclBufferCount) => {
  const { hubBuffers } = await transfer({ intervalMs: 12.5, aclBufferCount });
  expect(hubBuffers).toMatchObject({ most: aclBufferCount, overflows: 0, used: 0 });
});

test("27-byte buffers, and none of their own, are used as well", async () => {
  const { events } = await transfer({ intervalMs: 12.5, aclBufferBytes: 27, hasSharedBuffers: true });
  expect(events).toBeLessThanOrEqual((WRITES / 4) * 1.03);
});

test.each([
  [2, "without limit", 1_000],
  [5, "without limit", 1_000],
  [8, "four packets an event", 4],
])(
  "%d links of one adapter, %s, share its radio: together what one could carry, each its part",
  async (count, _, packetsPerEvent) => {
    using clock = openSteppedClock();
    using rig = await openGattRig({ clock, intervalMs: 12.5, packetsPerEvent, aclBufferCount: 100 });
    using parts = new DisposableStack();
    const toys = [rig.toy];
    for (let index = 2; index <= count; index += 1) {
      toys.push(await startRigToy(rig.air, `d0:00:00:00:00:0${index}`, parts));
    }
    const arrived = new Map<string, number>();
    for (const { controller } of toys) {
      const { outbox } = await rig.open(await rig.find(controller.address));
      outbox.on("data", () => arrived.set(controller.address, (arrived.get(controller.address) ?? 0) + 1));
      await outbox.subscribeAsync();
    }
    // From the peripherals: noble has one queue for all its links, and the first would fill it.
    for (const toy of toys) for (let index = 0; index < WRITES; index += 1) toy.notify(Buffer.alloc(20));

    await clock.sleep(ms(100));
    const before = new Map(arrived);
    const windowMs = 500;
    await clock.sleep(ms(windowMs));
    const carried = toys.map(
      ({ controller: { address } }) => (arrived.get(address) ?? 0) - (before.get(address) ?? 0),
    );
    const total = carried.reduce((sum, one) => sum + one, 0);
    const most = windowMs / 0.71;
    expect(total).toBeLessThanOrEqual(most + 12.5 / 0.71); // an event may reach over either end of the window
    expect(total).toBeGreaterThan(0.9 * most);
    for (const one of carried) expect(one).toBeGreaterThan((0.8 * total) / count);
  },
);

test("idle links leave the radio to a busy one", async () => {
  using clock = openSteppedClock();
  using rig = await openGattRig({ clock, intervalMs: 12.5 });
  using parts = new DisposableStack();
  for (let index = 2; index <= 5; index += 1) {
    const toy = await startRigToy(rig.air, `d0:00:00:00:00:0${index}`, parts);
    await rig.open(await rig.find(toy.controller.address));
  }
  const { inbox } = await rig.open(await rig.find());
  const start = rig.air.linkOf(TOY)?.event ?? 0;
  for (let index = 0; index < 400; index += 1) inbox.write(Buffer.alloc(20), true);
  await arrival(rig, clock, 400);
  expect((rig.air.linkOf(TOY)?.event ?? 0) - start).toBeLessThanOrEqual(103);
});

/** A story with every kind of chance in it, as the trace tells it. */
async function trace(seed: number): Promise<string[]> {
  using clock = openSteppedClock();
  using rig = await openGattRig({ clock, seed, intervalMs: 15, packetLoss: 0.2, advertLoss: 0.3 });
  const lines: string[] = [];
  rig.air.listen((entry) => lines.push(describe(entry)));
  const { peripheral, inbox, about } = await rig.open(await rig.find());
  for (let index = 0; index < 200; index += 1) inbox.write(Buffer.alloc(20, index), true);
  await about.readAsync();
  rig.air.range.fadeFor(200, TOY);
  await about.readAsync();
  await peripheral.disconnectAsync();
  await rig.open(peripheral);
  return lines;
}

function describe(entry: AirTraceEntry): string {
  return JSON.stringify(entry, (key, value: unknown) => {
    return key === "packet" ? Buffer.from((value as { data: number[] }).data).toString("hex") : value;
  });
}

test("the same seed twice gives the same trace, byte for byte and time for time; another seed another", async () => {
  const [first, second, other] = [await trace(1), await trace(1), await trace(2)];
  expect(first.length).toBeGreaterThan(500);
  expect(second).toEqual(first);
  expect(other).not.toEqual(first);
});
