/**
 * What lies between a Bluetooth stack and a controller. One transport is one controller; several hosts (a central and
 * a peripheral stack, say) may share it, as several raw HCI sockets share one adapter on Linux.
 */

/** One socket of one stack, seen from the controller's side. */
export interface HciHost {
  /** A whole H4 packet from the controller. */
  deliver(packet: Buffer): void;
  /** A packet that another host of the same controller wrote: raw sockets see each other's commands. */
  overhear(packet: Buffer): void;
}

export interface HciTransport {
  /** Whether the controller has power; a stack polls this as `isDevUp`. */
  readonly isUp: boolean;
  attach(host: HciHost): void;
  detach(host: HciHost): void;
  /** Hands one whole H4 packet to the controller. Without power it is lost, as it is on an adapter that was unplugged. */
  write(from: HciHost, packet: Buffer): void;
  /** Hands over a packet of the kernel's management channel (Linux `mgmt-api`); those that mean nothing here are ignored. */
  manage(packet: Buffer): void;
  /** Tells of every change of {@link isUp}, never from within the call that caused it; the returned function ends it. */
  onPower(listener: (isUp: boolean) => void): () => void;
}

/** The hosts of one controller. */
export class HostGroup {
  readonly #hosts = new Set<HciHost>();

  attach(host: HciHost): void {
    this.#hosts.add(host);
  }

  detach(host: HciHost): void {
    this.#hosts.delete(host);
  }

  deliver(packet: Buffer): void {
    for (const host of [...this.#hosts]) host.deliver(packet);
  }

  overhear(from: HciHost, packet: Buffer): void {
    for (const host of [...this.#hosts]) if (host !== from) host.overhear(packet);
  }
}
