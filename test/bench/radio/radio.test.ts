/** What the bench measures in full, small enough for every run: it all goes by the air's clock, and so does not depend on the machine. */
import { expect, test } from "vitest";
import { ms } from "../../../hub/domain/duration.ts";
import { makeDelivery, openDriverRig, QUIETLY } from "../../support/driver-rig.ts";
import { AIR, measureGaps } from "../delivery-rounds.ts";
import { median } from "../figure.ts";
import { measureToys } from "./eight-toys.ts";
import { measureLoss } from "./lossy-messages.ts";
import { measurePresses } from "./mailbox-presses.ts";
import { AS_LINUX_CONNECTS, measureReconnects } from "./reconnect.ts";

test.each([
  [12.5, 60],
  [30, 75],
])("150 messages at %d ms: no toy restarts, none waits %d ms for a write", async (intervalMs, boundMs) => {
  const gaps = await measureGaps(150, { intervalMs, packetsPerEvent: 4 });
  expect(gaps).toMatchObject({ deliveries: 150, delivered: 150, restarts: 0 });
  expect(gaps.longestGapMs).toBeLessThan(boundMs);
});

test.each([12.5, 30])("a message to each of eight toys at once, at %d ms", async (intervalMs) => {
  const toys = await measureToys({ intervalMs, packetsPerEvent: 4 });
  expect(toys).toMatchObject({ delivered: 8, restarts: 0, linksLost: 0 });
  expect(toys.allMs).toBeLessThanOrEqual(1.25 * Math.max(toys.singleMs, toys.airMs));
  expect(toys.longestMs).toBeLessThanOrEqual(1.5 * toys.meanMs);
});

test.each([
  [30, 45],
  [500, 540],
])("the hub answers a paw at %d ms within %d ms", async (intervalMs, boundMs) => {
  const { presses, p99Ms } = await measurePresses({ intervalMs, packetsPerEvent: 4 }, 40);
  expect(presses).toBe(40);
  expect(p99Ms).toBeLessThan(boundMs);
});

test.each([
  ["at the 12.5 ms that it prefers", AIR],
  ["where Linux makes the link", AS_LINUX_CONNECTS],
] as const)("a toy that comes back is held and looked at in under two seconds, %s", async (_, air) => {
  const { looked, told } = await measureReconnects(6, air);
  expect(median(looked)).toBeLessThan(2_000);
  expect(told).toBe(0);
});

test("a toy that fades in the middle of its message costs the seven others nothing but air", async () => {
  const toys = Array.from({ length: 8 }, () => ({ drain: "fast" as const }));
  await using rig = await openDriverRig({ toys, air: AIR });
  let restarts = 0;
  for (const toy of rig.toys.slice(1))
    toy.listen((event) => {
      if (event.kind === "restart") restarts += 1;
    });
  await using sessions = new AsyncDisposableStack();
  const held = [];
  for (const { address } of rig.toys) held.push(sessions.use(await rig.connect(address)));
  const delivering = held.map((session, n) => session.deliver(makeDelivery(`toy ${n}`, 5_000), QUIETLY));
  await rig.clock.sleep(ms(1_000));
  const back = rig.air.range.fade(rig.toy.address, rig.hub.address);
  const [faded, ...others] = await Promise.all(delivering);
  back();
  expect(faded?.kind).toBe("failed");
  expect(others.map(({ kind }) => kind)).toEqual(others.map(() => "delivered"));
  expect(restarts).toBe(0);
});

test("where every tenth packet is lost we are nearly as quick as who minds nothing", async () => {
  const { ratio, lost, doubled } = await measureLoss("fast", 6);
  expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
  expect(ratio).toBeGreaterThan(0.9);
});
