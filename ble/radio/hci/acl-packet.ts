/**
 * ACL data between host and controller.
 *
 *   offset  size  field
 *   0       1     0x02, H4
 *   1       2     handle in 12 bits; boundary flag in 2 above it; broadcast flag in the top 2
 *   3       2     length
 *   5       -     data; the first fragment begins with the L2CAP header
 *
 * Source: Bluetooth Core 5.4 Vol 4 Part E 5.4.2.
 */
import { H4 } from "./h4-parser.ts";

export const ACL_HEADER_BYTES = 5;

const BOUNDARY = { firstFromHost: 0b00, continuation: 0b01, firstFromController: 0b10 } as const;

export interface AclFragment {
  readonly handle: number;
  /** Whether an L2CAP packet begins here. */
  readonly isFirst: boolean;
  readonly data: Buffer;
}

/** @param packet a whole H4 ACL packet. */
export function decodeAcl(packet: Buffer): AclFragment {
  const word = packet.readUInt16LE(1);
  const isFirst = ((word >> 12) & 0b11) !== BOUNDARY.continuation;
  return { handle: word & 0x0fff, isFirst, data: packet.subarray(ACL_HEADER_BYTES) };
}

/** As a controller hands it to its host. */
export function encodeAclToHost({ handle, isFirst, data }: AclFragment): Buffer {
  const packet = Buffer.allocUnsafe(ACL_HEADER_BYTES + data.byteLength);
  packet[0] = H4.acl;
  packet.writeUInt16LE(handle | ((isFirst ? BOUNDARY.firstFromController : BOUNDARY.continuation) << 12), 1);
  packet.writeUInt16LE(data.byteLength, 3);
  packet.set(data, ACL_HEADER_BYTES);
  return packet;
}
