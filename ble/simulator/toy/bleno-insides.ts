/** The few parts of bleno's inside that a faithful toy needs and its interface does not offer. */
import type * as bleno from "@abandonware/bleno";

export type Bleno = typeof bleno & NodeJS.EventEmitter;

interface BlenoInsides {
  readonly _bindings: {
    readonly _gatt: { maxMtu: number };
    readonly _hci: {
      reset(): void;
      readonly _aclOutQueue: readonly unknown[];
      readonly _handleAclsInProgress: Readonly<Record<string, number>>;
    };
    readonly _aclStream: { write(channel: number, data: Buffer): void } | null;
  };
}

const insides = (stack: Bleno) => (stack as unknown as BlenoInsides)._bindings;

/** The largest ATT_MTU it agrees to. */
export function capMtu(stack: Bleno, bytes: number): void {
  insides(stack)._gatt.maxMtu = bytes;
}

/** Notifications that found no free buffer in the controller. */
export const waitingPackets = (stack: Bleno): number => insides(stack)._hci._aclOutQueue.length;

/** Whether the radio has taken everything that bleno wanted to send. */
export function hasSentAll(stack: Bleno): boolean {
  const inController = Object.values(insides(stack)._hci._handleAclsInProgress);
  return waitingPackets(stack) === 0 && inController.every((packets) => packets === 0);
}

/** HCI Reset: the controller forgets its links without a goodbye. Bluetooth Core 5.4 Vol 4 Part E 7.3.2. */
export function resetController(stack: Bleno): void {
  insides(stack)._hci.reset();
}

/** Vol 3 Part A 2.1: the fixed channel for signals of LE links. */
const SIGNALING_CHANNEL = 0x0005;
const PARAMETER_UPDATE_REQUEST = 0x12;

export interface IntervalWish {
  /** Units of 1.25 ms. */
  readonly shortest: number;
  readonly longest: number;
  /** Units of 10 ms. */
  readonly timeout: number;
}

/**
 * L2CAP Connection Parameter Update Request. Vol 3 Part A 4.20.
 * @param identifier 1..255, another one than the request before had. Vol 3 Part A 4
 */
export function requestInterval(
  stack: Bleno,
  identifier: number,
  { shortest, longest, timeout }: IntervalWish,
): void {
  const request = Buffer.alloc(12);
  request.writeUInt8(PARAMETER_UPDATE_REQUEST, 0);
  request.writeUInt8(identifier, 1);
  request.writeUInt16LE(8, 2);
  request.writeUInt16LE(shortest, 4);
  request.writeUInt16LE(longest, 6);
  request.writeUInt16LE(0, 8);
  request.writeUInt16LE(timeout, 10);
  insides(stack)._aclStream?.write(SIGNALING_CHANNEL, request);
}
