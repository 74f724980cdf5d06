/**
 * Load Long Term Keys of Linux's management channel, the way a stack hands pairing keys to the kernel. On Linux the
 * kernel answers a controller's question for the key; here the controller looks for itself.
 *
 *   offset  size     field
 *   0       2        0x0013
 *   2       2        controller index
 *   4       2        length of what follows
 *   6       2        number of keys
 *   8       36 each  address 6, type 1, key type 1, central 1, size 1, ediv 2, rand 8, key 16
 *
 * Source: BlueZ doc/mgmt-api.txt, "Load Long Term Keys Command".
 */
const LOAD_LONG_TERM_KEYS = 0x0013;
const HEADER_BYTES = 8;
const ROW_BYTES = 36;
const KEY_OFFSET = 20;

/** @returns the keys, or `undefined` when the packet is another command or does not hold what it claims. */
export function decodeLongTermKeys(packet: Buffer): Buffer[] | undefined {
  if (packet.byteLength < HEADER_BYTES || packet.readUInt16LE(0) !== LOAD_LONG_TERM_KEYS) return undefined;
  const count = packet.readUInt16LE(6);
  if (packet.byteLength < HEADER_BYTES + count * ROW_BYTES) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const row = HEADER_BYTES + index * ROW_BYTES;
    return Buffer.from(packet.subarray(row + KEY_OFFSET, row + ROW_BYTES));
  });
}
