/** Six bytes, written most significant first with colons and sent least significant first. Bluetooth Core 5.4 Vol 4 Part E 5.2. */
const FORM = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;

/** @returns lower-case `aa:bb:cc:dd:ee:ff`, or `undefined` for anything else. */
export function parseBluetoothAddress(text: string): string | undefined {
  const lower = text.toLowerCase();
  return FORM.test(lower) ? lower : undefined;
}

export function encodeBluetoothAddress(address: string): Buffer {
  return Buffer.from(address.replaceAll(":", ""), "hex").reverse();
}

export function decodeBluetoothAddress(bytes: Uint8Array): string {
  return [...bytes]
    .reverse()
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join(":");
}
