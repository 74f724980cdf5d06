/**
 * What can be written to a lantern's Order characteristic.
 *
 *   01 size(u32 LE)   a sound of so many bytes comes; what was there before is gone. Size 0: nothing comes
 *   02 n              light: 0 off, 1 on, 2 blinking
 *   03 n              volume, percent; kept
 *   04 n              buttons: 0 act by themselves, 1 only report
 */
export const LIGHTS = ["off", "on", "blinking"] as const;
export type Light = (typeof LIGHTS)[number];

export type Order =
  | { readonly kind: "take-sound"; readonly bytes: number }
  | { readonly kind: "light"; readonly light: Light }
  | { readonly kind: "volume"; readonly percent: number }
  | { readonly kind: "buttons"; readonly onlyReport: boolean };

export function encodeOrder(order: Order): Uint8Array {
  switch (order.kind) {
    case "take-sound": {
      const value = Buffer.alloc(5, 1);
      value.writeUInt32LE(order.bytes, 1);
      return value;
    }
    case "light":
      return Uint8Array.of(2, LIGHTS.indexOf(order.light));
    case "volume":
      return Uint8Array.of(3, order.percent);
    case "buttons":
      return Uint8Array.of(4, order.onlyReport ? 1 : 0);
  }
}

/** @returns `undefined` for what a lantern does not know, and drops */
export function decodeOrder(value: Uint8Array): Order | undefined {
  const bytes = Buffer.from(value);
  const [opcode, argument = 0] = bytes;
  if (opcode === 1 && bytes.length === 5) return { kind: "take-sound", bytes: bytes.readUInt32LE(1) };
  if (bytes.length !== 2) return undefined;
  const light = LIGHTS[argument];
  if (opcode === 2 && light !== undefined) return { kind: "light", light };
  if (opcode === 3 && argument <= 100) return { kind: "volume", percent: argument };
  if (opcode === 4 && argument <= 1) return { kind: "buttons", onlyReport: argument === 1 };
  return undefined;
}
