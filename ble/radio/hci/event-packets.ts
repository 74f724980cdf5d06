/**
 * HCI events, as a controller sends them: 0x04, code, length, parameters. Sections are of Bluetooth Core 5.4 Vol 4
 * Part E. Intervals are counted in 1.25 ms and supervision time-outs in 10 ms, and given here in milliseconds.
 */
import { encodeBluetoothAddress } from "./bluetooth-address.ts";
import { H4 } from "./h4-parser.ts";

export const EVENTS = {
  disconnectionComplete: 0x05, // 7.7.5
  encryptionChange: 0x08, // 7.7.8
  commandComplete: 0x0e, // 7.7.14
  commandStatus: 0x0f, // 7.7.15
  hardwareError: 0x10, // 7.7.16
  numberOfCompletedPackets: 0x13, // 7.7.19
  dataBufferOverflow: 0x1a, // 7.7.26
  leMeta: 0x3e, // 7.7.65
  vendor: 0xff, // 5.4.4
} as const;

export const LE_EVENTS = {
  connectionComplete: 0x01, // 7.7.65.1
  advertisingReport: 0x02, // 7.7.65.2
  connectionUpdateComplete: 0x03, // 7.7.65.3
} as const;

export const INTERVAL_UNIT_MS = 1.25;
export const TIMEOUT_UNIT_MS = 10;

/** How many commands the host may send before the next answer. */
const COMMANDS_ALLOWED = 1;
const ADDRESS_TYPE_PUBLIC = 0x00;

export function encodeEvent(code: number, params: readonly number[] | Buffer): Buffer {
  return Buffer.from([H4.event, code, params.length, ...params]);
}

const u16 = (value: number): [number, number] => [value & 0xff, (value >> 8) & 0xff];
const u8 = (value: number): number => value & 0xff;
const leMeta = (subevent: number, params: readonly number[]) =>
  encodeEvent(EVENTS.leMeta, [subevent, ...params]);

export function commandComplete(
  opcode: number,
  status: number,
  values: readonly number[] | Buffer = [],
): Buffer {
  return encodeEvent(EVENTS.commandComplete, [COMMANDS_ALLOWED, ...u16(opcode), status, ...values]);
}

export function commandStatus(opcode: number, status: number): Buffer {
  return encodeEvent(EVENTS.commandStatus, [status, COMMANDS_ALLOWED, ...u16(opcode)]);
}

export function disconnectionComplete(handle: number, reason: number): Buffer {
  return encodeEvent(EVENTS.disconnectionComplete, [0, ...u16(handle), reason]);
}

export function encryptionChange(handle: number, status: number): Buffer {
  return encodeEvent(EVENTS.encryptionChange, [status, ...u16(handle), status === 0 ? 1 : 0]);
}

export function numberOfCompletedPackets(handle: number, count: number): Buffer {
  return encodeEvent(EVENTS.numberOfCompletedPackets, [1, ...u16(handle), ...u16(count)]);
}

const LINK_TYPE_ACL = 0x01;
export function dataBufferOverflow(): Buffer {
  return encodeEvent(EVENTS.dataBufferOverflow, [LINK_TYPE_ACL]);
}

export function hardwareError(code: number): Buffer {
  return encodeEvent(EVENTS.hardwareError, [code]);
}

/** Interval, latency and supervision time-out of a link. */
export interface LinkParameters {
  readonly intervalMs: number;
  /** Connection events that the peripheral may sleep through. */
  readonly latency: number;
  readonly timeoutMs: number;
}

const linkParameters = ({ intervalMs, latency, timeoutMs }: LinkParameters): number[] => [
  ...u16(Math.round(intervalMs / INTERVAL_UNIT_MS)),
  ...u16(latency),
  ...u16(Math.round(timeoutMs / TIMEOUT_UNIT_MS)),
];

export interface Connected extends LinkParameters {
  readonly handle: number;
  readonly role: "central" | "peripheral";
  readonly peer: string;
}

export function leConnectionComplete(link: Connected): Buffer {
  const role = link.role === "central" ? 0 : 1;
  const peer = [ADDRESS_TYPE_PUBLIC, ...encodeBluetoothAddress(link.peer)];
  const clockAccuracy = 0; // 500 ppm
  const params = [0, ...u16(link.handle), role, ...peer, ...linkParameters(link), clockAccuracy];
  return leMeta(LE_EVENTS.connectionComplete, params);
}

/** The same event for an attempt that came to nothing; all fields but the status are zero. */
export function leConnectionFailed(status: number): Buffer {
  return leMeta(LE_EVENTS.connectionComplete, [status, ...new Array<number>(17).fill(0)]);
}

export function leConnectionUpdateComplete(handle: number, parameters: LinkParameters): Buffer {
  return leMeta(LE_EVENTS.connectionUpdateComplete, [0, ...u16(handle), ...linkParameters(parameters)]);
}

/** Kinds of legacy advertising, as reports carry them. 7.7.65.2. */
export const REPORT = {
  connectable: 0x00,
  scannable: 0x02,
  nonConnectable: 0x03,
  scanResponse: 0x04,
} as const;

export interface AdvertisingReport {
  readonly type: number;
  readonly address: string;
  readonly data: Uint8Array;
  readonly rssi: number;
}

export function leAdvertisingReport({ type, address, data, rssi }: AdvertisingReport): Buffer {
  const from = [ADDRESS_TYPE_PUBLIC, ...encodeBluetoothAddress(address)];
  return leMeta(LE_EVENTS.advertisingReport, [1, type, ...from, data.byteLength, ...data, u8(rssi)]);
}
