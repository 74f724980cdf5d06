/**
 * Stands between a stack and its controller and keeps the stack from what it cannot take:
 *
 * - **A Disconnection Complete gets a turn of its own.** noble puts a packet into its queue some promises after it was
 *   asked to; when the link ends in the same turn, it trips over the missing link in a promise nobody awaits, and Node
 *   ends. A turn later all its promises have run.
 * - **An exception stays here.** noble parses inside the socket's event; what a peer makes it throw would end the process.
 * - **A refusal without values** is kept from it where it would read the values all the same.
 * - **A burst is spread** over turns of the event loop, and adverts that come faster than they are read are dropped.
 *
 * On its way it notes what no event of the stack tells: answers to commands, buffers that came free, packets sent.
 */

import { ms } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import { ATT } from "./att-pdu.ts";
import { asError } from "./bounded-wait.ts";
import { ACL_HEADER_BYTES, decodeAcl } from "./hci/acl-packet.ts";
import { COMMANDS, decodeCommand } from "./hci/commands.ts";
import { EVENTS, LE_EVENTS } from "./hci/event-packets.ts";
import { H4 } from "./hci/h4-parser.ts";
import type { HciHost, HciTransport } from "./hci/hci-transport.ts";
import { STATUS } from "./hci/status.ts";

export interface PacketWatcher {
  /** The controller answered a command, ours or (on a shared adapter) another host's. Told after the stack knows. */
  onAnswer(answer: CommandAnswer): void;
  /** The controller took this many packets of this link off its buffers. Told after the stack knows. */
  onCompleted(handle: number, count: number): void;
  /** The stack wrote one ACL packet. */
  onSent(handle: number, isWriteCommand: boolean): void;
  onHardwareError(): void;
  /** Another host of the adapter, the kernel for one, switched the scan off. */
  onScanStopped(): void;
  /** The stack threw while it took a packet; of which link, where it was one's. */
  onFault(handle: number | undefined, cause: Error): void;
}

export interface CommandAnswer {
  readonly opcode: number;
  readonly status: number;
  /** What the command returned beside its status. */
  readonly values: Buffer;
}

/** 30 to 90 us each in noble on a laptop, more on a Pi; nothing here may hold the event loop for over 5 ms. */
const PACKETS_A_TURN = 16;
const MAX_WAITING = 4_096;
const NOW = ms(0);
const ATT_CHANNEL = 0x0004;
const L2CAP_HEADER_BYTES = 4;

export class GuardedTransport implements HciTransport {
  readonly #inner: HciTransport;
  readonly #clock: Clock;
  readonly #watcher: PacketWatcher;
  readonly #proxies = new Map<HciHost, HciHost>();
  #waiting: { readonly host: HciHost; readonly packet: Buffer }[] = [];
  #passedThisTurn = 0;
  #isTurnDue = false;
  #droppedAdverts = 0;

  constructor(inner: HciTransport, clock: Clock, watcher: PacketWatcher) {
    this.#inner = inner;
    this.#clock = clock;
    this.#watcher = watcher;
  }

  get isUp(): boolean {
    return this.#inner.isUp;
  }

  get droppedAdverts(): number {
    return this.#droppedAdverts;
  }

  attach(host: HciHost): void {
    const proxy: HciHost = {
      deliver: (packet) => this.#take(host, packet),
      overhear: (packet) => this.#overhear(host, packet),
    };
    this.#inner.attach(proxy); // throws where there is no adapter
    this.#proxies.set(host, proxy);
  }

  detach(host: HciHost): void {
    const proxy = this.#proxies.get(host);
    this.#proxies.delete(host);
    this.#waiting = this.#waiting.filter((entry) => entry.host !== host);
    if (proxy !== undefined) this.#inner.detach(proxy);
  }

  write(from: HciHost, packet: Buffer): void {
    const proxy = this.#proxies.get(from);
    if (proxy === undefined) return;
    if (packet[0] === H4.acl) this.#watcher.onSent(decodeAcl(packet).handle, isWriteCommand(packet));
    this.#inner.write(proxy, packet);
  }

  manage(packet: Buffer): void {
    this.#inner.manage(packet);
  }

  onPower(listener: (isUp: boolean) => void): () => void {
    return this.#inner.onPower(listener);
  }

  #overhear(host: HciHost, packet: Buffer): void {
    this.#guard(packet, () => host.overhear(packet));
    if (packet[0] !== H4.command || packet.length < 4) return;
    const { opcode, params } = decodeCommand(packet);
    if (opcode === COMMANDS.leSetScanEnable.opcode && params[0] === 0) this.#watcher.onScanStopped();
  }

  #take(host: HciHost, packet: Buffer): void {
    if (this.#waiting.length === 0 && this.#mayPass(packet)) {
      this.#pass(host, packet);
    } else if (this.#waiting.length >= MAX_WAITING && isAdvert(packet)) {
      this.#droppedAdverts += 1;
    } else {
      this.#waiting.push({ host, packet });
      this.#turnLater();
    }
  }

  #mayPass(packet: Buffer): boolean {
    if (isDisconnection(packet)) return this.#passedThisTurn === 0;
    return this.#passedThisTurn < PACKETS_A_TURN;
  }

  #pass(host: HciHost, packet: Buffer): void {
    this.#passedThisTurn += 1;
    this.#turnLater();
    if (!isMisreadRefusal(packet)) this.#guard(packet, () => host.deliver(packet));
    this.#guard(packet, () => this.#watch(packet));
  }

  #turnLater(): void {
    if (this.#isTurnDue) return;
    this.#isTurnDue = true;
    setImmediate(() => {
      this.#isTurnDue = false;
      this.#passedThisTurn = 0;
      let taken = 0;
      const batch = this.#waiting;
      for (const { host, packet } of batch) {
        if (!this.#mayPass(packet) || this.#waiting !== batch) break; // detached meanwhile: the list was replaced
        taken += 1;
        this.#pass(host, packet);
      }
      if (this.#waiting === batch) this.#waiting = batch.slice(taken);
      if (this.#waiting.length === 0) return;
      this.#clock.after(NOW, () => undefined); // a clock that steps must not leap past what still waits
      this.#turnLater();
    });
  }

  #guard(packet: Buffer, run: () => void): void {
    try {
      run();
    } catch (cause) {
      const handle =
        packet[0] === H4.acl && packet.length >= ACL_HEADER_BYTES ? decodeAcl(packet).handle : undefined;
      this.#watcher.onFault(handle, asError(cause));
    }
  }

  #watch(packet: Buffer): void {
    if (packet[0] !== H4.event) return;
    switch (packet[1]) {
      case EVENTS.commandComplete:
        if (packet.length < 7) return; // 3 bytes of "nothing in particular", after a reset
        this.#watcher.onAnswer({
          opcode: packet.readUInt16LE(4),
          status: packet.readUInt8(6),
          values: packet.subarray(7),
        });
        return;
      case EVENTS.commandStatus:
        if (packet.length < 7) return;
        this.#watcher.onAnswer({
          opcode: packet.readUInt16LE(5),
          status: packet.readUInt8(3),
          values: packet.subarray(7, 7),
        });
        return;
      case EVENTS.numberOfCompletedPackets:
        for (let at = 4; at + 4 <= packet.length; at += 4) {
          this.#watcher.onCompleted(packet.readUInt16LE(at) & 0x0fff, packet.readUInt16LE(at + 2));
        }
        return;
      case EVENTS.hardwareError:
        this.#watcher.onHardwareError();
        return;
    }
  }
}

function isDisconnection(packet: Buffer): boolean {
  return packet[0] === H4.event && packet[1] === EVENTS.disconnectionComplete;
}

function isAdvert(packet: Buffer): boolean {
  return packet[0] === H4.event && packet[1] === EVENTS.leMeta && packet[3] === LE_EVENTS.advertisingReport;
}

/** noble takes what these return without a look at the status. */
const READ_BLINDLY: ReadonlySet<number> = new Set(
  [COMMANDS.readLocalVersion, COMMANDS.readAddress, COMMANDS.readBufferSize, COMMANDS.readRssi].map(
    ({ opcode }) => opcode,
  ),
);

function isMisreadRefusal(packet: Buffer): boolean {
  if (packet[0] !== H4.event || packet[1] !== EVENTS.commandComplete || packet.length < 7) return false;
  return packet[6] !== STATUS.success && READ_BLINDLY.has(packet.readUInt16LE(4));
}

/** A first fragment from the host (boundary flag 00) that holds an ATT Write Command. */
function isWriteCommand(packet: Buffer): boolean {
  const { isFirst, data } = decodeAcl(packet);
  return (
    isFirst &&
    data.length > L2CAP_HEADER_BYTES &&
    data.readUInt16LE(2) === ATT_CHANNEL &&
    data[L2CAP_HEADER_BYTES] === ATT.writeCommand
  );
}
