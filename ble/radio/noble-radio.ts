/**
 * The one file that knows noble (`@abandonware/noble`, as it is: its code is not touched). It keeps noble to what noble does
 * well, the host side of HCI, L2CAP and GATT, and goes past it where its API cannot tell what happened:
 *
 * - adverts are taken from its HCI layer: its discovery layer says nothing without a scan response and forgets no address;
 * - answers of a peer are vetted before it parses them, and ATT errors told, which it hides (`att-pdu.ts`);
 * - it is given a peer only for the time of a connection, and forgets it afterwards, listeners and all.
 *
 * Reasons and measurements: docs/decisions/0002-noble.md.
 */
import type { EventEmitter } from "node:events";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { vetAttPdu } from "./att-pdu.ts";
import { RadioError } from "./errors.ts";
import { GuardedTransport } from "./guarded-transport.ts";
import { adoptStack } from "./hci/adopt-stack.ts";
import type { HciTransport } from "./hci/hci-transport.ts";
import { withHciSocket } from "./hci/load-stack.ts";
import type { AttributeName, FoundCharacteristic, HostStack, Peer, StackListener } from "./host-stack.ts";
import type { TroubledTransport } from "./native-transport.ts";
import type { ConnectionParameters, Uuid } from "./radio.ts";
import { StackRadio } from "./stack-radio.ts";

const NOBLE = "@abandonware/noble";

export interface NobleRadioOptions {
  /** A controller; `openNativeTransport` makes one of an adapter of this machine. */
  readonly transport: TroubledTransport;
  readonly clock: Clock;
  readonly logger: Logger;
  /** 0 up to 1. */
  readonly random: () => number;
}

/**
 * Loads noble, which throws at once where it finds no Bluetooth; hence here and not at the head of the file.
 *
 * @throws RadioError `radio.unavailable` when noble is not installed, or set to a mode in which it never sends
 */
export function openNobleRadio(options: NobleRadioOptions): StackRadio {
  const { transport, clock, logger, random } = options;
  const guardSlot: { transport: HciTransport } = { transport };
  const newNoble = loadNoble(guardSlot);
  return new StackRadio({
    transport,
    clock,
    logger,
    random,
    startStack: (listener) => {
      guardSlot.transport = new GuardedTransport(transport, clock, listener);
      return new NobleStack(newNoble(), guardSlot.transport, listener, logger);
    },
  });
}

/**
 * One copy of noble's code for all lives of the adapter (loading takes longer than anything may hold the event loop for);
 * each life has its own instance, whose socket is on the transport that `slot` holds then.
 */
function loadNoble(slot: { readonly transport: HciTransport }): () => Noble {
  const current: HciTransport = {
    get isUp() {
      return slot.transport.isUp;
    },
    attach: (host) => slot.transport.attach(host),
    detach: (host) => slot.transport.detach(host),
    write: (from, packet) => slot.transport.write(from, packet),
    manage: (packet) => slot.transport.manage(packet),
    onPower: (listener) => slot.transport.onPower(listener),
  };
  try {
    return withHciSocket(current, NOBLE, (require) => {
      const withBindings = require(`${NOBLE}/with-bindings`) as (bindings: NobleBindings) => Noble;
      const Bindings = require(`${NOBLE}/lib/hci-socket/bindings`) as new (options: object) => NobleBindings;
      return () => withBindings(new Bindings({}));
    });
  } catch (cause) {
    throw new RadioError("radio.unavailable", "noble cannot be loaded; is it installed?", { cause });
  }
}

/** One noble instance: one life of the adapter. */
class NobleStack implements HostStack {
  readonly #noble: Noble;
  readonly #hci: NobleHci;
  readonly #listener: StackListener;
  readonly #adoption: Disposable;
  readonly #sessions = new Map<number, Session>();
  #isClosed = false;
  #buffers = Number.POSITIVE_INFINITY;

  /** @throws what the system said when there is no adapter to bind to */
  constructor(noble: Noble, transport: HciTransport, listener: StackListener, logger: Logger) {
    this.#noble = noble;
    this.#hci = noble._bindings._hci;
    this.#listener = listener;
    if (this.#hci._userChannel !== undefined) {
      throw new RadioError(
        "radio.unavailable",
        "HCI_CHANNEL_USER is set: noble never sends data then; unset it",
      );
    }
    noble.on("warning", (message) => logger.debug("noble warns", { message: String(message) }));
    this.#adoption = adoptStack(noble, transport);
    try {
      this.#takeAdverts();
      void noble.state; // asking for it is what starts noble, in this turn: its errors come to us
      this.#takeAnswers();
    } catch (cause) {
      this.#adoption[Symbol.dispose]();
      throw cause;
    }
  }

  get buffers(): number {
    return this.#buffers;
  }

  startScan(): void {
    this.#noble.startScanning([], true);
  }

  stopScan(): void {
    if (!this.#isClosed) this.#noble.stopScanning();
  }

  connect(peer: Peer, parameters: ConnectionParameters): void {
    const interval = inUnits(parameters.intervalMs, 1.25, 6, 3_200);
    const timeout = inUnits(parameters.supervisionMs, 10, 10, 3_200);
    this.#introduce(peer).connect({ minInterval: interval, maxInterval: interval, latency: 0, timeout });
  }

  cancelConnect(peer: Peer): void {
    const peripheral = this.#noble._peripherals[idOf(peer.address)];
    if (peripheral?.state === "connecting") peripheral.cancelConnect();
    else this.#hci.cancelConnect();
  }

  disconnect(handle: number): void {
    this.#hci.disconnect(handle);
  }

  changeInterval(handle: number, { intervalMs, supervisionMs }: ConnectionParameters): void {
    this.#hci.connUpdateLe(handle, intervalMs, intervalMs, 0, supervisionMs);
  }

  readRssi(handle: number): void {
    this.#hci.readRssi(handle);
  }

  discoverServices(handle: number, found: (services: readonly Uuid[]) => void): void {
    const session = this.#session(handle);
    session.peripheral.discoverServices([], (_error, services) => {
      for (const service of services) session.services.set(service.uuid, service);
      found(services.map((service) => service.uuid));
    });
  }

  discoverCharacteristics(
    handle: number,
    service: Uuid,
    found: (characteristics: readonly FoundCharacteristic[]) => void,
  ): void {
    const session = this.#session(handle);
    session.services.get(service)?.discoverCharacteristics([], (_error, characteristics) => {
      for (const characteristic of characteristics) {
        const at: AttributeName = { service, characteristic: characteristic.uuid };
        session.characteristics.set(keyOf(at), characteristic);
        characteristic.on("data", (value: Buffer, isNotification: boolean) => {
          if (isNotification) this.#listener.onValue(handle, at, Uint8Array.from(value));
        });
      }
      found(characteristics.map(({ uuid, properties }) => ({ uuid, properties: asProperties(properties) })));
    });
  }

  read(handle: number, at: AttributeName, done: (value: Uint8Array) => void): void {
    this.#characteristic(handle, at).read((_error, value) => done(Uint8Array.from(value)));
  }

  write(handle: number, at: AttributeName, value: Uint8Array): void {
    this.#characteristic(handle, at).write(Buffer.from(value), false);
  }

  writeCommand(handle: number, at: AttributeName, value: Uint8Array): void {
    this.#characteristic(handle, at).write(Buffer.from(value), true);
  }

  notify(handle: number, at: AttributeName, isOn: boolean, done: () => void): void {
    this.#characteristic(handle, at).notify(isOn, () => done());
  }

  reset(): void {
    this.#noble.reset();
  }

  close(): void {
    this.#isClosed = true;
    this.#adoption[Symbol.dispose]();
  }

  #takeAdverts(): void {
    this.#hci.removeAllListeners("leAdvertisingReport");
    this.#hci.on("leAdvertisingReport", (_status, type, address, addressType, data, rssi) =>
      this.#listener.onReport({ type, address, addressType, data, rssi }),
    );
  }

  /** Behind noble's own listeners, so that noble knows what we hear; before them where it cannot take what comes. */
  #takeAnswers(): void {
    const hci = this.#hci;
    const listener = this.#listener;
    const [toGatt] = hci.listeners("aclDataPkt") as ((
      handle: number,
      channel: number,
      pdu: Buffer,
    ) => void)[];
    hci.removeAllListeners("aclDataPkt");
    hci.on("aclDataPkt", (handle, channel, pdu) => {
      // Security Manager and signalling: we never pair, and whoever serves this adapter answers the latter.
      if (channel !== ATT_CHANNEL) return;
      const vetted = vetAttPdu(pdu);
      if (vetted.kind === "broken") listener.onFault(handle, new Error(vetted.why));
      if (vetted.kind !== "pass") return;
      if (vetted.error !== undefined) listener.onAttError(handle, vetted.error);
      if (vetted.isWriteResponse === true) listener.onWriteResponse(handle);
      toGatt?.(handle, channel, vetted.pdu);
    });
    hci.on("leConnComplete", (status, handle, role, _addressType, address, intervalMs) => {
      if (role === PERIPHERAL) return; // of a bleno on the same adapter
      if (status !== 0) listener.onConnection({ status, link: undefined });
      else this.#open(handle, address, intervalMs);
    });
    hci.on("leConnUpdateComplete", (status, handle, intervalMs) =>
      listener.onParameters(handle, status, intervalMs),
    );
    hci.on("disconnComplete", (handle, reason) => {
      const session = this.#sessions.get(handle);
      this.#sessions.delete(handle);
      const id = session?.peripheral.id;
      if (id !== undefined && this.#noble._peripherals[id] === session?.peripheral) this.#forget(id);
      listener.onDisconnection(handle, reason);
    });
    hci.on("rssiRead", (handle, rssi) => listener.onRssi(handle, rssi));
    this.#noble._bindings.on("onMtu", (id) => {
      for (const [handle, { peripheral }] of this.#sessions) {
        if (peripheral.id === id) listener.onFirstReply(handle);
      }
    });
    this.#noble.on("stateChange", (state) => {
      if (state === "poweredOn") void this.#tellReady();
      else if (state === "unauthorized" || state === "unsupported") listener.onState(state);
    });
  }

  /** Without the sizes of the controller's buffers noble queues data for ever, and trips over links that ended meanwhile. */
  async #tellReady(): Promise<void> {
    this.#buffers = (await this.#hci.getAclBuffers()).num;
    if (!this.#isClosed) this.#listener.onState("on");
  }

  #open(handle: number, address: string, intervalMs: number): void {
    const peripheral = this.#noble._peripherals[idOf(address)];
    if (peripheral === undefined) {
      this.#hci.disconnect(handle);
      return;
    }
    this.#sessions.set(handle, { peripheral, services: new Map(), characteristics: new Map() });
    this.#listener.onConnection({ status: 0, link: { handle, address, intervalMs } });
  }

  /** Makes noble know a peer as if it had just discovered it, with nothing left of earlier connections. */
  #introduce({ address, addressType }: Peer): NoblePeripheral {
    const id = idOf(address);
    this.#forget(id);
    const bindings = this.#noble._bindings;
    bindings._scanServiceUuids ??= [];
    bindings.onDiscover(0, address, addressType, true, {}, 0, false);
    const peripheral = this.#noble._peripherals[id];
    if (peripheral === undefined) throw new Error("noble did not take the peer");
    return peripheral;
  }

  #forget(id: string): void {
    const { _bindings: bindings } = this.#noble;
    for (const map of [
      this.#noble._peripherals,
      this.#noble._services,
      this.#noble._characteristics,
      this.#noble._descriptors,
      this.#noble._discoveredPeripheralUUids,
      bindings._addresses,
      bindings._addresseTypes,
      bindings._connectable,
      bindings.scannable,
    ]) {
      delete map[id];
    }
  }

  #session(handle: number): Session {
    const session = this.#sessions.get(handle);
    if (session === undefined) throw new RadioError("radio.link-lost", "no such link");
    return session;
  }

  #characteristic(handle: number, at: AttributeName): NobleCharacteristic {
    const characteristic = this.#session(handle).characteristics.get(keyOf(at));
    if (characteristic === undefined) throw new RadioError("radio.no-such-characteristic", at.characteristic);
    return characteristic;
  }
}

interface Session {
  readonly peripheral: NoblePeripheral;
  readonly services: Map<Uuid, NobleService>;
  readonly characteristics: Map<string, NobleCharacteristic>;
}

/** L2CAP channel of the Attribute Protocol. Bluetooth Core 5.4 Vol 3 Part A 2.1. */
const ATT_CHANNEL = 0x0004;
/** Our role in a connection that another's stack on this adapter accepted. Vol 4 Part E 7.7.65.1. */
const PERIPHERAL = 1;

const keyOf = ({ service, characteristic }: AttributeName) => `${service} ${characteristic}`;

/** noble's name for a peer. */
const idOf = (address: string) => address.toLowerCase().replaceAll(":", "");

function inUnits(milliseconds: number, unit: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.round(milliseconds / unit)));
}

const PROPERTIES = ["read", "write", "writeWithoutResponse", "notify", "indicate"] as const;

function asProperties(names: readonly string[]): FoundCharacteristic["properties"] {
  return new Set(PROPERTIES.filter((property) => names.includes(property)));
}

// ---- what we use of noble; its own types leave out the inside, and name the parameters of nothing

interface Noble extends EventEmitter {
  readonly state: string;
  readonly _bindings: NobleBindings;
  readonly _peripherals: Record<string, NoblePeripheral>;
  readonly _services: Record<string, unknown>;
  readonly _characteristics: Record<string, unknown>;
  readonly _descriptors: Record<string, unknown>;
  readonly _discoveredPeripheralUUids: Record<string, unknown>;
  startScanning(services: readonly string[], allowDuplicates: boolean): void;
  stopScanning(): void;
  reset(): void;
}

interface NobleBindings extends EventEmitter {
  readonly _hci: NobleHci;
  readonly _addresses: Record<string, unknown>;
  readonly _addresseTypes: Record<string, unknown>;
  readonly _connectable: Record<string, unknown>;
  readonly scannable: Record<string, unknown>;
  _scanServiceUuids?: readonly string[];
  onDiscover(
    status: number,
    address: string,
    addressType: string,
    connectable: boolean,
    advertisement: object,
    rssi: number,
    scannable: boolean,
  ): void;
}

interface NobleHci extends EventEmitter<NobleHciEvents> {
  readonly _userChannel: unknown;
  getAclBuffers(): Promise<{ readonly num: number }>;
  cancelConnect(): void;
  disconnect(handle: number): void;
  connUpdateLe(handle: number, minMs: number, maxMs: number, latency: number, supervisionMs: number): void;
  readRssi(handle: number): void;
}

interface NobleHciEvents {
  leAdvertisingReport: [
    status: number,
    type: number,
    address: string,
    addressType: "public" | "random",
    data: Buffer,
    rssi: number,
  ];
  aclDataPkt: [handle: number, channel: number, pdu: Buffer];
  leConnComplete: [
    status: number,
    handle: number,
    role: number,
    addressType: string,
    address: string,
    intervalMs: number,
  ];
  leConnUpdateComplete: [status: number, handle: number, intervalMs: number];
  disconnComplete: [handle: number, reason: number];
  rssiRead: [handle: number, rssi: number];
}

interface NoblePeripheral {
  readonly id: string;
  readonly state: string;
  connect(parameters: object): void;
  cancelConnect(): void;
  discoverServices(
    uuids: readonly string[],
    done: (error: unknown, services: readonly NobleService[]) => void,
  ): void;
}

interface NobleService {
  readonly uuid: string;
  discoverCharacteristics(
    uuids: readonly string[],
    done: (error: unknown, characteristics: readonly NobleCharacteristic[]) => void,
  ): void;
}

interface NobleCharacteristic {
  readonly uuid: string;
  readonly properties: readonly string[];
  on(event: "data", listener: (value: Buffer, isNotification: boolean) => void): void;
  read(done: (error: unknown, value: Buffer) => void): void;
  write(value: Buffer, withoutResponse: boolean): void;
  notify(isOn: boolean, done: () => void): void;
}
