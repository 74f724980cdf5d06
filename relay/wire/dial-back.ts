/**
 * The first bytes of the line that a hub dials for one visitor, in the clear: the visitor's own TLS follows.
 *
 *   offset  size  field
 *   0       8     "PAWPOST1"     no TLS record begins so
 *   8       24    token          of the dial command; used once, within five seconds
 */
export const TOKEN_BYTES = 24;

const MAGIC = Uint8Array.from("PAWPOST1", (letter) => letter.charCodeAt(0));
export const DIAL_BACK_BYTES = MAGIC.length + TOKEN_BYTES;

export function encodeDialBack(token: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(DIAL_BACK_BYTES);
  bytes.set(MAGIC);
  bytes.set(token, MAGIC.length);
  return bytes;
}

/** @returns its token; `"more"` while it may still become one; `undefined` where it is none */
export function readDialBack(bytes: Uint8Array): Uint8Array | "more" | undefined {
  const isBegun = MAGIC.every((byte, at) => at >= bytes.length || bytes[at] === byte);
  if (!isBegun) return undefined;
  return bytes.length < DIAL_BACK_BYTES ? "more" : bytes.subarray(MAGIC.length, DIAL_BACK_BYTES);
}
