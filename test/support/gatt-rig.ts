/** Two adapters on one air: the real noble on one, on the other the real bleno with a small service to try things on. */
import type { Peripheral, Characteristic as RemoteCharacteristic } from "@abandonware/noble";
import { type Air, type AirOptions, openAir } from "../../ble/simulator/air/air.ts";
import type { VirtualController } from "../../ble/simulator/air/controller.ts";
import { type Bleno, loadBleno, loadNoble, type Noble, poweredOn } from "./real-stacks.ts";

export const HUB = "c0:00:00:00:00:01";
export const TOY = "d0:00:00:00:00:01";

/** The service's three characteristics: written to, notifying, read. */
export const UUIDS = { service: "fff0", inbox: "fff1", outbox: "fff2", about: "fff3" } as const;

/** What the peripheral saw and can do. */
export interface RigService {
  readonly bleno: Bleno;
  /** Every value written to the inbox, in order. */
  readonly received: Buffer[];
  readonly subscribers: () => number;
  readonly notify: (value: Buffer) => void;
  /** ATT error to answer the next reads and writes with; 0 is success. */
  answer: number;
}

export interface RigToy extends RigService {
  readonly controller: VirtualController;
}

/** The remote end, as discovered over the air. */
export interface RigView {
  readonly peripheral: Peripheral;
  readonly inbox: RemoteCharacteristic;
  readonly outbox: RemoteCharacteristic;
  readonly about: RemoteCharacteristic;
}

export interface GattRig extends Disposable {
  readonly air: Air;
  readonly hub: VirtualController;
  readonly noble: Noble;
  readonly toy: RigToy;
  /** Scans until the peripheral with this address is discovered, then stops. */
  find(address?: string): Promise<Peripheral>;
  /** Connects and discovers. */
  open(peripheral: Peripheral): Promise<RigView>;
}

/** Both stacks powered on, the peripheral advertising. The clock belongs to the caller. */
export async function openGattRig(options: AirOptions): Promise<GattRig> {
  using parts = new DisposableStack();
  const air = parts.use(openAir(options));
  const hub = air.addController(HUB);
  const { noble } = parts.use(loadNoble(hub.transport));
  const nobleOn = poweredOn(noble);
  const toy = await startRigToy(air, TOY, parts);
  await nobleOn;
  const kept = parts.move();
  return {
    air,
    hub,
    noble,
    toy,
    find: (address = TOY) => findPeripheral(noble, address),
    open: openView,
    [Symbol.dispose]: () => kept.dispose(),
  };
}

/** Another peripheral of the same kind. */
export async function startRigToy(air: Air, address: string, parts: DisposableStack): Promise<RigToy> {
  const controller = air.addController(address);
  const { bleno } = parts.use(loadBleno(controller.transport));
  return Object.assign(await startRigService(bleno, address), { controller });
}

/** Sets up the service on a bleno that has not begun to work, and advertises it. */
export async function startRigService(bleno: Bleno, address: string): Promise<RigService> {
  let update: ((value: Buffer) => void) | undefined;
  const toy: RigService = {
    bleno,
    received: [],
    subscribers: () => (update === undefined ? 0 : 1),
    notify: (value) => update?.(value),
    answer: 0,
  };
  const inbox = new bleno.Characteristic({
    uuid: UUIDS.inbox,
    properties: ["write", "writeWithoutResponse"],
    onWriteRequest: (value, _offset, _withoutResponse, answer) => {
      if (toy.answer === 0) toy.received.push(Buffer.from(value));
      answer(toy.answer);
    },
  });
  const outbox = new bleno.Characteristic({
    uuid: UUIDS.outbox,
    properties: ["notify"],
    onSubscribe: (_most, notify) => {
      update = notify;
    },
    onUnsubscribe: () => {
      update = undefined;
    },
  });
  const about = new bleno.Characteristic({
    uuid: UUIDS.about,
    properties: ["read"],
    onReadRequest: (offset, answer) => answer(toy.answer, Buffer.from(`toy ${address}`).subarray(offset)),
  });
  capMtu(bleno, SMALLEST_MTU);
  await poweredOn(bleno);
  process.env.BLENO_ADVERTISING_INTERVAL = "100"; // bleno's own, where a toy of this process said another one
  await new Promise<void>((resolve, reject) => {
    bleno.startAdvertising("rig", [UUIDS.service], (error) => (error ? reject(error) : resolve()));
  });
  bleno.setServices([
    new bleno.PrimaryService({ uuid: UUIDS.service, characteristics: [inbox, outbox, about] }),
  ]);
  return toy;
}

/** Bluetooth Core 5.4 Vol 3 Part F 3.2.8: what every LE device has, and all that our toys have. */
const SMALLEST_MTU = 23;

function capMtu(bleno: Bleno, bytes: number): void {
  const { _bindings: bindings } = bleno as unknown as { _bindings: { _gatt: { maxMtu: number } } };
  bindings._gatt.maxMtu = bytes;
}

export async function findPeripheral(noble: Noble, address: string): Promise<Peripheral> {
  const found = new Promise<Peripheral>((resolve) => {
    const listener = (peripheral: Peripheral) => {
      if (peripheral.address !== address) return;
      noble.removeListener("discover", listener);
      resolve(peripheral);
    };
    noble.on("discover", listener);
  });
  await noble.startScanningAsync([UUIDS.service], true);
  const peripheral = await found;
  await noble.stopScanningAsync();
  return peripheral;
}

export async function openView(peripheral: Peripheral): Promise<RigView> {
  await peripheral.connectAsync();
  const wanted = [UUIDS.inbox, UUIDS.outbox, UUIDS.about];
  const { characteristics } = await peripheral.discoverSomeServicesAndCharacteristicsAsync(
    [UUIDS.service],
    wanted,
  );
  const [inbox, outbox, about] = wanted.map((uuid) => characteristics.find((one) => one.uuid === uuid));
  if (inbox === undefined || outbox === undefined || about === undefined)
    throw new Error("discovery left one out");
  return { peripheral, inbox, outbox, about };
}

/** Resolves with the reason of the next disconnection. */
export function disconnection(peripheral: Peripheral): Promise<number> {
  return new Promise((resolve) => {
    peripheral.once("disconnect", (reason: unknown) => resolve(Number(reason)));
  });
}
