/** Unmodified noble and bleno over the air, in stepped time: what they can do, they do. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { ms, seconds } from "../../../hub/domain/duration.ts";
import {
  disconnection,
  findPeripheral,
  type GattRig,
  HUB,
  openGattRig,
  openView,
  startRigToy,
  TOY,
} from "../../../test/support/gatt-rig.ts";
import { loadNoble, poweredOn } from "../../../test/support/real-stacks.ts";
import type { AirClock } from "./air-clock.ts";
import { openSteppedClock } from "./stepped-clock.ts";

let clock: AirClock;
let rig: GattRig;

beforeEach(async () => {
  clock = openSteppedClock();
  rig = await openGattRig({ clock });
});

afterEach(() => {
  rig[Symbol.dispose]();
  clock[Symbol.dispose]();
});

test("a scan finds the peripheral by its service, with the name its scan response holds and how loud it is", async () => {
  rig.air.range.setRssi(-71, TOY);
  const peripheral = await rig.find();
  expect(peripheral.advertisement.localName).toBe("rig");
  expect(peripheral.advertisement.serviceUuids).toEqual(["fff0"]);
  expect(peripheral.rssi).toBe(-71);
});

test("values are read, written with and without response, and notified", async () => {
  const { inbox, outbox, about } = await rig.open(await rig.find());
  expect((await about.readAsync()).toString()).toBe(`toy ${TOY}`);
  await inbox.writeAsync(Buffer.from("asked"), false);
  await inbox.writeAsync(Buffer.from("told"), true);
  await clock.sleep(ms(100));
  expect(rig.toy.received.map(String)).toEqual(["asked", "told"]);

  const noted = new Promise<Buffer>((resolve) => outbox.once("data", resolve));
  await outbox.subscribeAsync();
  rig.toy.notify(Buffer.from("news"));
  expect((await noted).toString()).toBe("news");
});

test("a long value is read in pieces and written by prepare and execute", async () => {
  const { inbox, about } = await rig.open(await rig.find());
  const value = Buffer.alloc(120, "long ");
  await inbox.writeAsync(value, false);
  expect(Buffer.concat(rig.toy.received)).toEqual(value);
  expect((await about.readAsync()).byteLength).toBe(`toy ${TOY}`.length); // 21 bytes of MTU 23: in one piece
});

test("the central's own disconnect is 0x16 to it; the peripheral advertises again and takes it back without a scan", async () => {
  const peripheral = await rig.find();
  await rig.open(peripheral);
  const toyLost = new Promise((resolve) => rig.toy.bleno.once("disconnect", resolve));
  const gone = disconnection(peripheral);
  await peripheral.disconnectAsync();
  expect(await gone).toBe(0x16);
  expect(await toyLost).toBe(HUB);
  expect(rig.air.links()).toEqual([]);

  const again = await rig.open(peripheral);
  expect((await again.about.readAsync()).toString()).toBe(`toy ${TOY}`);
});

test("the peripheral's own disconnect is 0x13 to the central", async () => {
  const peripheral = await rig.find();
  await rig.open(peripheral);
  const gone = disconnection(peripheral);
  rig.toy.bleno.disconnect();
  expect(await gone).toBe(0x13);
});

test("link parameters are those of the central's request: noble's 22.5 ms, no latency, 420 ms", async () => {
  await rig.open(await rig.find());
  expect(rig.air.linkOf(TOY)).toMatchObject({ intervalMs: 22.5, latency: 0, timeoutMs: 420, central: HUB });
});

test("an LE Connection Update is in force six events later, and both hosts are told", async () => {
  await rig.open(await rig.find());
  const updates: string[] = [];
  rig.air.listen((entry) => {
    if (entry.kind === "updated") updates.push(`${entry.intervalMs}`);
    const isUpdateComplete = entry.kind === "hci" && entry.to === "host" && entry.packet[3] === 0x03;
    if (isUpdateComplete && entry.packet[1] === 0x3e) updates.push(entry.controller);
  });
  const asked = rig.air.linkOf(TOY)?.event ?? 0;
  requestUpdate(rig, { intervalMs: 12.5, timeoutMs: 2_000 });
  while (updates.length === 0) await clock.sleep(ms(1));
  expect(rig.air.linkOf(TOY)).toMatchObject({ event: asked + 6, intervalMs: 12.5, timeoutMs: 2_000 });
  expect(updates).toEqual(["12.5", HUB, TOY]);

  const event = rig.air.linkOf(TOY)?.event ?? 0;
  await clock.sleep(ms(1_006));
  expect((rig.air.linkOf(TOY)?.event ?? 0) - event).toBe(80); // 1,000 ms of 12.5 ms each, and half of the next
});

test("a forced interval holds against what hosts ask for", async () => {
  rig.air.conditions.intervalMs = 30;
  await rig.open(await rig.find());
  requestUpdate(rig, { intervalMs: 12.5, timeoutMs: 2_000 });
  await clock.sleep(seconds(1));
  expect(rig.air.linkOf(TOY)).toMatchObject({ intervalMs: 30, timeoutMs: 2_000 });
});

test("a link's loudness is read from the air", async () => {
  const peripheral = await rig.find();
  await rig.open(peripheral);
  rig.air.range.setRssi(-88, TOY, HUB);
  expect(await peripheral.updateRssiAsync()).toBe(-88);
});

test("a peripheral that was switched off and on is found and used again", async () => {
  const peripheral = await rig.find();
  await rig.open(peripheral);
  const gone = disconnection(peripheral);
  rig.toy.controller.power(false);
  expect(await gone).toBe(0x08);

  const isBack = poweredOn(rig.toy.bleno);
  rig.toy.controller.power(true);
  await isBack;
  rig.toy.bleno.startAdvertising("rig", ["fff0"]);
  const view = await rig.open(peripheral);
  expect((await view.about.readAsync()).toString()).toBe(`toy ${TOY}`);
});

test("a central whose adapter was unplugged says poweredOff and poweredOn at once; its peripheral is told by time-out", async () => {
  await rig.open(await rig.find());
  const states: string[] = [];
  rig.noble.on("stateChange", (state: string) => states.push(state));
  const toyLost = new Promise((resolve) => rig.toy.bleno.once("disconnect", resolve));
  rig.hub.power(false);
  await toyLost;
  expect(states).toEqual(["poweredOff"]);
  rig.hub.power(true);
  await clock.sleep(ms(100));
  expect(states).toEqual(["poweredOff", "poweredOn"]);
});

test("one central holds two peripherals, and two centrals take turns with one", async () => {
  using parts = new DisposableStack();
  const second = await startRigToy(rig.air, "d0:00:00:00:00:02", parts);
  const first = await rig.open(await rig.find());
  const other = await rig.open(await rig.find(second.controller.address));
  expect((await other.about.readAsync()).toString()).toBe("toy d0:00:00:00:00:02");
  expect((await first.about.readAsync()).toString()).toBe(`toy ${TOY}`);
  expect(rig.hub.links).toBe(2);

  await first.peripheral.disconnectAsync();
  const { noble } = parts.use(loadNoble(rig.air.addController("c0:00:00:00:00:02").transport));
  await poweredOn(noble);
  const rival = await openView(await findPeripheral(noble, TOY));
  expect((await rival.about.readAsync()).toString()).toBe(`toy ${TOY}`);

  const waiting = first.peripheral.connectAsync().then(() => "connected");
  expect(await Promise.race([waiting, clock.sleep(seconds(5)).then(() => "waits")])).toBe("waits");
  await rival.peripheral.disconnectAsync();
  expect(await waiting).toBe("connected");
});

test("a key that bleno made in pairing lets the central encrypt", async () => {
  const { about } = await rig.open(await rig.find());
  const encrypted: number[] = [];
  rig.air.listen((entry) => {
    if (entry.kind !== "hci" || entry.to !== "host" || entry.packet[1] !== 0x08) return;
    encrypted.push(entry.packet[3] ?? -1);
    rig.toy.answer = 0;
  });
  rig.toy.answer = 0x05; // insufficient authentication, Vol 3 Part F 3.4.1.1: noble pairs and asks again
  expect((await about.readAsync()).toString()).toBe(`toy ${TOY}`);
  expect(encrypted).toEqual([0, 0]);
});

/** Noble has no call of its own for this on a raw channel; its HCI layer does. */
function requestUpdate(
  target: GattRig,
  wanted: { readonly intervalMs: number; readonly timeoutMs: number },
): void {
  const { _bindings } = target.noble as unknown as { _bindings: Bindings };
  const handle = Object.keys(_bindings._aclStreams).map(Number)[0] ?? 0;
  _bindings._hci.connUpdateLe(handle, wanted.intervalMs, wanted.intervalMs, 0, wanted.timeoutMs);
}

interface Bindings {
  readonly _aclStreams: object;
  readonly _hci: {
    connUpdateLe(handle: number, least: number, most: number, latency: number, timeoutMs: number): void;
  };
}
