/**
 * Quacks like the one class that noble and bleno take from `@abandonware/bluetooth-hci-socket`, over any
 * {@link HciTransport}. It is an EventEmitter because theirs is, and keeps no listeners of its own on itself:
 * noble calls `removeAllListeners` on it when an adapter comes back.
 */
import { EventEmitter } from "node:events";
import { H4 } from "./h4-parser.ts";
import { DEAF, type HciFilter, parseHciFilter, passesFilter } from "./hci-filter.ts";
import type { HciHost, HciTransport } from "./hci-transport.ts";

/** `raw` shares the adapter and filters; `user` owns it; `control` is the kernel's management channel. */
export type HciChannel = "unbound" | "raw" | "user" | "control";

/** One row of `getDeviceList`, in the shape the stacks know. */
export interface HciDevice {
  readonly devId: number;
  readonly devUp: boolean;
  readonly idVendor: null;
  readonly idProduct: null;
  readonly busNumber: null;
  readonly deviceAddress: null;
}

const RESET = Buffer.from([H4.command, 0x03, 0x0c, 0x00]); // Bluetooth Core 5.4 Vol 4 Part E 7.3.2

export class VirtualHciSocket extends EventEmitter {
  readonly #transport: HciTransport;
  readonly #host: HciHost;
  #channel: HciChannel = "unbound";
  #isStarted = false;
  #filter: HciFilter = DEAF;

  constructor(transport: HciTransport) {
    super();
    this.#transport = transport;
    this.#host = {
      deliver: (packet) => this.#deliver(packet),
      overhear: (packet) => {
        if (this.#channel === "raw") this.#deliver(packet);
      },
    };
  }

  getDeviceList(): HciDevice[] {
    const unknown = { idVendor: null, idProduct: null, busNumber: null, deviceAddress: null };
    return [{ devId: 0, devUp: this.#transport.isUp, ...unknown }];
  }

  /** @returns the device number that the stack asked for; there is only one device here. */
  bindRaw(device?: number): number {
    return this.#bind("raw", device);
  }

  bindUser(device?: number): number {
    return this.#bind("user", device);
  }

  bindControl(): number {
    return this.#bind("control", 0);
  }

  isDevUp(): boolean {
    return this.#transport.isUp;
  }

  start(): void {
    this.#isStarted = true;
  }

  stop(): void {
    this.#isStarted = false;
    this.#transport.detach(this.#host);
  }

  reset(): void {
    this.write(RESET);
  }

  setFilter(bytes: Buffer): void {
    this.#filter = parseHciFilter(bytes) ?? this.#filter;
  }

  write(packet: Buffer): void {
    if (this.#channel === "control") this.#transport.manage(packet);
    else if (this.#isStarted) this.#transport.write(this.#host, Buffer.from(packet)); // the stack may reuse its own
  }

  #bind(channel: Exclude<HciChannel, "unbound">, device = 0): number {
    this.#channel = channel;
    if (channel !== "control") this.#transport.attach(this.#host);
    return device;
  }

  #deliver(packet: Buffer): void {
    if (!this.#isStarted || this.#channel === "control") return;
    if (this.#channel === "raw" && !passesFilter(this.#filter, packet)) return;
    this.emit("data", packet);
  }
}
