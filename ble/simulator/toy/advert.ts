/**
 * What the toy sends while nobody is connected, byte for byte.
 *
 *   advertisement, 23   02 01 06            flags: general discoverable, no BR/EDR
 *                       13 FF FF FF id[16]  manufacturer data, company FFFF (Bluetooth Assigned Numbers: for tests)
 *   scan response, 29   13 09 name[18]      complete local name
 *                       05 12 0A 00 0A 00   preferred connection interval, 10 to 10 times 1.25 ms
 *                       02 0A 00            transmit power, 0 dBm
 */
import { IDENTIFIER_BYTES } from "../../toys/cloudpets/gatt-table.ts";
import type { ToySwitches } from "./switches.ts";

export const ADVERTISING_INTERVAL_MS = 500;
const FIRMWARE_VERSION = "1.0.19";

/** In units of 1.25 ms: 12.5 ms. */
export const PREFERRED_INTERVAL = 10;

export const toyName = (image: ToySwitches["image"]): string => `CloudPets ${image} ${FIRMWARE_VERSION}`;

export function encodeAdvertisement(identifier: Uint8Array): Uint8Array {
  const id = new Uint8Array(IDENTIFIER_BYTES);
  id.set(identifier.subarray(0, IDENTIFIER_BYTES));
  return Uint8Array.of(0x02, 0x01, 0x06, 0x13, 0xff, 0xff, 0xff, ...id);
}

export function encodeScanResponse(name: string): Uint8Array {
  const text = new TextEncoder().encode(name);
  const interval = [PREFERRED_INTERVAL, 0x00, PREFERRED_INTERVAL, 0x00];
  return Uint8Array.of(text.byteLength + 1, 0x09, ...text, 0x05, 0x12, ...interval, 0x02, 0x0a, 0x00);
}
