/** A controller's transport with a test's hands in it. */
import type { HciHost, HciTransport } from "../../ble/radio/hci/hci-transport.ts";

export interface Tampering extends HciTransport {
  /** Changes what the host writes; `undefined` swallows it. */
  toController: (packet: Buffer) => Buffer | undefined;
  /** Everything that is handed to the host in one turn instead of this packet. */
  toHost: (packet: Buffer) => readonly Buffer[];
  /** Hands packets to the hosts, in this very turn, as if the controller had sent them in one piece. */
  inject(...packets: readonly Buffer[]): void;
  /** As if another host of the adapter had written it. */
  overhear(packet: Buffer): void;
}

export function tamperWith(inner: HciTransport): Tampering {
  const hosts = new Map<HciHost, HciHost>();
  const tampering: Tampering = {
    toController: (packet) => packet,
    toHost: (packet) => [packet],
    inject: (...packets) => {
      for (const host of hosts.keys()) for (const packet of packets) host.deliver(packet);
    },
    overhear: (packet) => {
      for (const host of hosts.keys()) host.overhear(packet);
    },
    get isUp() {
      return inner.isUp;
    },
    attach: (host) => {
      const proxy: HciHost = {
        deliver: (packet) => {
          for (const one of tampering.toHost(packet)) host.deliver(one);
        },
        overhear: (packet) => host.overhear(packet),
      };
      hosts.set(host, proxy);
      inner.attach(proxy);
    },
    detach: (host) => {
      const proxy = hosts.get(host);
      hosts.delete(host);
      if (proxy !== undefined) inner.detach(proxy);
    },
    write: (from, packet) => {
      const proxy = hosts.get(from);
      const changed = tampering.toController(packet);
      if (proxy !== undefined && changed !== undefined) inner.write(proxy, changed);
    },
    manage: (packet) => inner.manage(packet),
    onPower: (listener) => inner.onPower(listener),
  };
  return tampering;
}
