/** What the air can do to a link, and what the real stacks are told of it. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { ms, seconds } from "../../../hub/domain/duration.ts";
import {
  disconnection,
  type GattRig,
  openGattRig,
  startRigToy,
  TOY,
} from "../../../test/support/gatt-rig.ts";
import { COMMANDS } from "../../radio/hci/commands.ts";
import { STATUS } from "../../radio/hci/status.ts";
import type { AirClock } from "./air-clock.ts";
import { openSteppedClock } from "./stepped-clock.ts";

const INTERVAL_MS = 12.5;

let clock: AirClock;
let rig: GattRig;

beforeEach(async () => {
  clock = openSteppedClock();
  rig = await openGattRig({ clock, intervalMs: INTERVAL_MS });
});

afterEach(() => {
  rig[Symbol.dispose]();
  clock[Symbol.dispose]();
});

/** `value` if it comes within the air's `wait`, else "pending". */
const within = <T>(wait: number, value: Promise<T>) =>
  Promise.race([value, clock.sleep(ms(wait)).then(() => "pending" as const)]);

test.each([
  ["a supervision time-out", STATUS.supervisionTimeout],
  ["a MIC failure", STATUS.micFailure],
])("a cut in mid transfer tells both sides %s; what had not left is lost", async (_, reason) => {
  const { peripheral, inbox } = await rig.open(await rig.find());
  for (let index = 0; index < 100; index += 1) inbox.write(Buffer.from([index]), true);
  await clock.sleep(ms(5.5 * INTERVAL_MS)); // five events of four packets
  const gone = disconnection(peripheral);
  const toyLost = new Promise((resolve) => rig.toy.bleno.once("disconnect", resolve));
  rig.toy.controller.cut(reason);
  expect(await gone).toBe(reason);
  await toyLost;
  expect(rig.toy.received.map((value) => value[0])).toEqual(
    Array.from({ length: 20 }, (_value, index) => index),
  );
  expect(rig.hub.buffers.used).toBe(0);

  const again = await rig.open(peripheral);
  expect((await again.about.readAsync()).toString()).toBe(`toy ${TOY}`);
});

test("noble leaves a read for ever pending when its link is cut", async () => {
  const { about } = await rig.open(await rig.find());
  const reading = about.readAsync();
  rig.hub.cut();
  expect(await within(60_000, reading)).toBe("pending");
});

test("out of range, a link ends by its supervision time-out and no sooner", async () => {
  const { peripheral } = await rig.open(await rig.find());
  const gone = disconnection(peripheral);
  const startMs = clock.monotonic();
  rig.air.range.fade(TOY);
  expect(await gone).toBe(STATUS.supervisionTimeout);
  expect(clock.monotonic() - startMs).toBeGreaterThanOrEqual(420 - INTERVAL_MS);
  expect(clock.monotonic() - startMs).toBeLessThan(420 + 2 * INTERVAL_MS);
});

test("a fade shorter than the time-out delays packets and loses none", async () => {
  const { inbox } = await rig.open(await rig.find());
  const startMs = clock.monotonic();
  for (let index = 0; index < 100; index += 1) inbox.write(Buffer.from([index]), true);
  await clock.sleep(ms(30));
  rig.air.range.fadeFor(200, TOY, rig.hub.address);
  while (rig.toy.received.length < 100) await clock.sleep(ms(1));
  expect(rig.toy.received.map((value) => value[0])).toEqual(Array.from({ length: 100 }, (_, index) => index));
  expect(clock.monotonic() - startMs).toBeGreaterThanOrEqual(25 * INTERVAL_MS + 200 - INTERVAL_MS);
});

test("a fade between two adapters leaves the others alone", async () => {
  using parts = new DisposableStack();
  const other = await startRigToy(rig.air, "d0:00:00:00:00:02", parts);
  const near = await rig.open(await rig.find(other.controller.address));
  const far = await rig.open(await rig.find());
  const gone = disconnection(far.peripheral);
  const back = rig.air.range.fade(TOY, rig.hub.address);
  expect(await gone).toBe(STATUS.supervisionTimeout);
  expect((await near.about.readAsync()).toString()).toBe("toy d0:00:00:00:00:02");

  const connecting = far.peripheral.connectAsync().then(() => "connected");
  expect(await within(5_000, connecting)).toBe("pending");
  back();
  expect(await within(5_000, connecting)).toBe("connected");
});

test("two fades of one adapter must both end", async () => {
  const peripheral = await rig.find();
  const [first, second] = [rig.air.range.fade(TOY), rig.air.range.fade(TOY)];
  first();
  first();
  const connecting = peripheral.connectAsync().then(() => "connected");
  expect(await within(3_000, connecting)).toBe("pending");
  second();
  expect(await within(3_000, connecting)).toBe("connected");
});

test("a connect to nobody blocks noble's next one until it is cancelled", async () => {
  using parts = new DisposableStack();
  await startRigToy(rig.air, "d0:00:00:00:00:02", parts);
  const [here, gone] = [await rig.find("d0:00:00:00:00:02"), await rig.find()];
  rig.air.range.fade(TOY);
  const hopeless = gone.connectAsync().then(
    () => "connected",
    (cause: Error) => cause.message,
  );
  const waiting = here.connectAsync().then(() => "connected");
  expect(await within(5_000, waiting)).toBe("pending");
  gone.cancelConnect();
  expect(await waiting).toBe("connected");
  expect(await hopeless).toBe("connection canceled!");
});

test("a link that fails to establish is told as connected, and as 0x3e six events later", async () => {
  const peripheral = await rig.find();
  rig.air.failNextLinks(1);
  const gone = disconnection(peripheral);
  await peripheral.connectAsync();
  const startMs = clock.monotonic();
  expect(await gone).toBe(STATUS.notEstablished);
  expect(clock.monotonic() - startMs).toBeLessThan(6 * INTERVAL_MS + 2);
  await rig.open(peripheral);
});

test("a peripheral that went out of range between connecting and the first event is 0x3e too", async () => {
  const peripheral = await rig.find();
  const gone = disconnection(peripheral);
  rig.air.listen((entry) => {
    if (entry.kind === "connected") rig.air.range.fade(TOY);
  });
  await peripheral.connectAsync();
  expect(await gone).toBe(STATUS.notEstablished);
});

test("a chip that resets tells nobody: its host keeps a dead link, its peer finds out by time-out", async () => {
  const { peripheral, about } = await rig.open(await rig.find());
  const toyLost = new Promise((resolve) => rig.toy.bleno.once("disconnect", resolve));
  rig.hub.hardReset();
  await toyLost;
  expect(peripheral.state).toBe("connected");
  expect(await within(10_000, about.readAsync())).toBe("pending");
});

test("a chip that resets may say so by a Hardware Error", async () => {
  const errors: number[] = [];
  rig.air.listen((entry) => {
    if (entry.kind === "hci" && entry.packet[0] === 0x04 && entry.packet[1] === 0x10)
      errors.push(entry.packet[3] ?? -1);
  });
  rig.hub.hardReset({ tellsHost: true });
  await clock.sleep(ms(1));
  expect(errors).toEqual([0]);
});

test("a chip may ignore a command: noble's scan never starts", async () => {
  rig.hub.onCommand = ({ opcode }) => (opcode === COMMANDS.leSetScanEnable.opcode ? "ignore" : undefined);
  expect(await within(10_000, rig.noble.startScanningAsync([], false))).toBe("pending");
});

test("a chip may refuse a command: noble says nothing, bleno reports it", async () => {
  rig.hub.onCommand = ({ opcode }) =>
    opcode === COMMANDS.leSetScanEnable.opcode ? STATUS.commandDisallowed : undefined;
  expect(await within(10_000, rig.noble.startScanningAsync([], false))).toBe("pending");

  rig.toy.controller.onCommand = ({ opcode }) =>
    opcode === COMMANDS.leSetAdvertisingEnable.opcode ? STATUS.commandDisallowed : undefined;
  const refused = new Promise<Error>((resolve) => rig.toy.bleno.once("advertisingStartError", resolve));
  rig.toy.bleno.startAdvertising("rig", ["fff0"]);
  expect((await refused).message).toBe("Command Disallowed");
});

test("a refused LE Create Connection is an error to noble's caller", async () => {
  const peripheral = await rig.find();
  rig.hub.onCommand = ({ opcode }) =>
    opcode === COMMANDS.leCreateConnection.opcode ? STATUS.commandDisallowed : undefined;
  await expect(peripheral.connectAsync()).rejects.toThrow("(0xc)");
});

test("adverts that are lost delay a discovery, and a scan response may be lost alone", async () => {
  rig.air.conditions.advertLoss = 0.9;
  const startMs = clock.monotonic();
  await rig.find();
  expect(clock.monotonic() - startMs).toBeGreaterThan(200);
});

test("an ATT error empties a read and leaves a write for ever pending", async () => {
  const { inbox, about } = await rig.open(await rig.find());
  rig.toy.answer = 0x0e; // unlikely error, Vol 3 Part F 3.4.1.1
  expect((await about.readAsync()).byteLength).toBe(0);
  expect(await within(60_000, inbox.writeAsync(Buffer.from("x"), false))).toBe("pending");
});

test("forty connections leave nothing behind", async () => {
  const peripheral = await rig.find();
  const listeners = () => process.listenerCount("exit") + process.listenerCount("SIGINT");
  const before = listeners();
  for (let round = 0; round < 40; round += 1) {
    const { about } = await rig.open(peripheral);
    await about.readAsync();
    await peripheral.disconnectAsync();
  }
  await clock.sleep(seconds(1));
  expect(rig.air.links()).toEqual([]);
  expect([rig.hub.links, rig.toy.controller.links]).toEqual([0, 0]);
  expect([rig.hub.buffers.used, rig.toy.controller.buffers.used]).toEqual([0, 0]);
  expect(listeners()).toBe(before);
});
