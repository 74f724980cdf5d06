/**
 * The packet filter of a raw HCI socket, `struct hci_filter` of Linux, as the stacks set it.
 *
 *   offset  size  field
 *   0       4     types   bit n: packets of H4 type n pass
 *   4       8     events  bit n: events whose code's low six bits are n pass
 *   12      2     opcode  unused by our stacks
 *
 * Source: Linux `include/net/bluetooth/hci_sock.h` and `net/bluetooth/hci_sock.c`, `is_filtered_packet`.
 */
import { H4 } from "./h4-parser.ts";

export interface HciFilter {
  readonly types: number;
  readonly events: bigint;
}

/** A socket that has set no filter hears nothing, as in Linux. */
export const DEAF: HciFilter = { types: 0, events: 0n };

const FILTER_BYTES = 12;

/** @returns `undefined` when the bytes are too few to be a filter. */
export function parseHciFilter(bytes: Buffer): HciFilter | undefined {
  if (bytes.byteLength < FILTER_BYTES) return undefined;
  return { types: bytes.readUInt32LE(0), events: bytes.readBigUInt64LE(4) };
}

export function passesFilter(filter: HciFilter, packet: Buffer): boolean {
  const type = packet[0] ?? 0;
  if ((filter.types & (1 << (type & 31))) === 0) return false;
  if (type !== H4.event) return true;
  return (filter.events & (1n << BigInt((packet[1] ?? 0) & 63))) !== 0n;
}
