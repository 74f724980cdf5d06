const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

/** RFC 4648, section 6, in lower case and without padding: what a host name can carry. */
export function encodeBase32(bytes: Uint8Array): string {
  // Joined at once: a text that grows by letters is kept by V8 as a chain of them, for as long as somebody holds it.
  const letters: string[] = [];
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) letters.push(LETTERS.charAt((value >>> (bits - 5)) & 31));
    value &= (1 << bits) - 1;
  }
  if (bits > 0) letters.push(LETTERS.charAt((value << (5 - bits)) & 31));
  return letters.join("");
}
