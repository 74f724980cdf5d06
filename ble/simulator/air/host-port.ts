/** The HCI side of a virtual controller: its hosts' sockets, and whether there is power. */
import { type HciHost, type HciTransport, HostGroup } from "../../radio/hci/hci-transport.ts";
import type { AirClock } from "./air-clock.ts";
import type { AirListener } from "./air-trace.ts";

/** Who takes what the hosts write. */
export interface PortOwner {
  readonly onPacket: (packet: Buffer) => void;
  readonly onManage: (packet: Buffer) => void;
}

export class HostPort implements HciTransport {
  readonly #address: string;
  readonly #clock: AirClock;
  readonly #tell: AirListener;
  readonly #hosts = new HostGroup();
  readonly #powerListeners = new Set<(isUp: boolean) => void>();
  #owner: PortOwner | undefined;
  #batch: Buffer[] = [];
  #isUp: boolean;

  constructor(address: string, clock: AirClock, tell: AirListener, isUp: boolean) {
    this.#address = address;
    this.#clock = clock;
    this.#tell = tell;
    this.#isUp = isUp;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  own(owner: PortOwner): void {
    this.#owner = owner;
  }

  attach(host: HciHost): void {
    this.#hosts.attach(host);
  }

  detach(host: HciHost): void {
    this.#hosts.detach(host);
  }

  write(from: HciHost, packet: Buffer): void {
    this.#clock.touch();
    this.#hosts.overhear(from, packet);
    if (!this.#isUp) return;
    this.#trace("controller", packet);
    this.#owner?.onPacket(packet);
  }

  manage(packet: Buffer): void {
    this.#owner?.onManage(packet);
  }

  onPower(listener: (isUp: boolean) => void): () => void {
    this.#powerListeners.add(listener);
    return () => this.#powerListeners.delete(listener);
  }

  setPower(isUp: boolean): void {
    if (!isUp) this.#batch = [];
    this.#isUp = isUp;
    this.#tell({ kind: "power", atMs: this.#clock.monotonic(), controller: this.#address, isUp });
    this.#clock.soon(() => {
      for (const listener of [...this.#powerListeners]) listener(isUp);
    });
  }

  /**
   * Up to the hosts in a later turn of the event loop, together with what else comes up until then: stacks write from
   * within their own answers, and a real adapter never re-enters them.
   */
  send(packet: Buffer): void {
    if (!this.#isUp) return;
    this.#trace("host", packet);
    this.#batch.push(packet);
    if (this.#batch.length === 1) this.#clock.soon(() => this.#flush());
  }

  #flush(): void {
    const batch = this.#batch;
    this.#batch = [];
    for (const packet of batch) this.#hosts.deliver(packet);
  }

  #trace(to: "host" | "controller", packet: Buffer): void {
    this.#tell({ kind: "hci", atMs: this.#clock.monotonic(), controller: this.#address, to, packet });
  }
}
