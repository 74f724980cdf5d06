/**
 * What an advertising or scan response packet carries: elements of length, type, value. A length of 0 ends them early.
 *
 *   offset  size        field
 *   0       1           length of what follows
 *   1       1           type
 *   2       length - 1  value
 *
 * Source: Bluetooth Core 5.4 Vol 3 Part C 11; types: Assigned Numbers 2.3, Core Specification Supplement Part A 1.2, 1.4.
 */

const TYPES = { shortenedName: 0x08, completeName: 0x09, manufacturerData: 0xff } as const;

export interface AdvertData {
  readonly name: string | undefined;
  /** Company identifier (2 bytes, little-endian) first. */
  readonly manufacturerData: Uint8Array | undefined;
}

const UTF8 = new TextDecoder();

/** Reads what we care for; a packet that is cut short or lies about its lengths tells as much as is whole. */
export function decodeAdvertData(bytes: Uint8Array): AdvertData {
  let name: string | undefined;
  let manufacturerData: Uint8Array | undefined;
  let isComplete = false;
  for (let offset = 0; offset + 1 < bytes.length; ) {
    const length = bytes[offset] ?? 0;
    const end = offset + 1 + length;
    if (length === 0 || end > bytes.length) break;
    const type = bytes[offset + 1];
    const value = bytes.slice(offset + 2, end); // a copy: the packet's buffer is not ours to keep
    if (type === TYPES.completeName || (type === TYPES.shortenedName && !isComplete)) {
      name = UTF8.decode(value);
      isComplete = type === TYPES.completeName;
    } else if (type === TYPES.manufacturerData) {
      manufacturerData ??= value;
    }
    offset = end;
  }
  return { name, manufacturerData };
}
