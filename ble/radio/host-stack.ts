/**
 * What we need of a Bluetooth host stack, one object per life of the adapter. Nothing here promises an answer: callbacks
 * and events may never come, so whoever asks holds the deadline. Links are named by their HCI connection handle.
 */
import type { AddressType, AdvertReport } from "./advert-book.ts";
import type { AttError } from "./att-pdu.ts";
import type { PacketWatcher } from "./guarded-transport.ts";
import type { Characteristic, ConnectionParameters, Uuid } from "./radio.ts";

export interface Peer {
  readonly address: string;
  readonly addressType: AddressType;
}

/** Names one characteristic of a link. */
export interface AttributeName {
  readonly service: Uuid;
  readonly characteristic: Uuid;
}

export interface FoundCharacteristic {
  readonly uuid: Uuid;
  readonly properties: Characteristic["properties"];
}

export interface HostStack {
  /** Packets that the controller holds, of all links together; known once it is on. */
  readonly buffers: number;
  startScan(): void;
  stopScan(): void;
  /** Answered by `onConnection`. */
  connect(peer: Peer, parameters: ConnectionParameters): void;
  /** Answered by `onConnection` too: failed, or just in time. */
  cancelConnect(peer: Peer): void;
  disconnect(handle: number): void;
  changeInterval(handle: number, parameters: ConnectionParameters): void;
  readRssi(handle: number): void;
  discoverServices(handle: number, found: (services: readonly Uuid[]) => void): void;
  discoverCharacteristics(
    handle: number,
    service: Uuid,
    found: (characteristics: readonly FoundCharacteristic[]) => void,
  ): void;
  /** Gives nothing at all when the peer answered with an error: `onAttError` was told before. */
  read(handle: number, at: AttributeName, done: (value: Uint8Array) => void): void;
  /** Answered by `onWriteResponse` or `onAttError`. */
  write(handle: number, at: AttributeName, value: Uint8Array): void;
  writeCommand(handle: number, at: AttributeName, value: Uint8Array): void;
  notify(handle: number, at: AttributeName, isOn: boolean, done: () => void): void;
  /** Resets the controller. */
  reset(): void;
  /** Lets go of the adapter and of everything that would keep the process alive. No event follows. */
  close(): void;
}

export interface StackListener extends PacketWatcher {
  onState(state: "on" | "unauthorized" | "unsupported"): void;
  onReport(report: AdvertReport): void;
  onConnection(connection: ConnectionComplete): void;
  /** The peer answered its first ATT request (the MTU exchange). */
  onFirstReply(handle: number): void;
  onParameters(handle: number, status: number, intervalMs: number): void;
  onDisconnection(handle: number, reason: number): void;
  onRssi(handle: number, rssi: number): void;
  onAttError(handle: number, error: AttError): void;
  onWriteResponse(handle: number): void;
  onValue(handle: number, at: AttributeName, value: Uint8Array): void;
}

/** LE Connection Complete, or the refusal of LE Create Connection. */
export interface ConnectionComplete {
  readonly status: number;
  /** The link, when `status` is 0. */
  readonly link:
    | { readonly handle: number; readonly address: string; readonly intervalMs: number }
    | undefined;
}
