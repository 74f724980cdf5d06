/**
 * Bech32 (BIP-173), encoding only: how age writes keys as text.
 *
 *   prefix  1  data, 5 bits a letter  checksum, 6 letters
 */
const LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;
const CHECKSUM_LETTERS = 6;

/** @param words values of 0-31 */
export function encodeBech32(prefix: string, words: readonly number[]): string {
  const codes = Array.from(prefix, (letter) => letter.charCodeAt(0));
  const spread = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
  const remainder = polymod([...spread, ...words, ...Array(CHECKSUM_LETTERS).fill(0)]) ^ 1;
  const checksum = Array.from(
    { length: CHECKSUM_LETTERS },
    (_, index) => (remainder >> (5 * (CHECKSUM_LETTERS - 1 - index))) & 31,
  );
  return `${prefix}1${[...words, ...checksum].map((word) => LETTERS[word]).join("")}`;
}

/** Eight bits a piece to five, the last piece filled up with zeros. */
export function toBech32Words(bytes: Uint8Array): number[] {
  const words: number[] = [];
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; ) {
      bits -= 5;
      words.push((held >> bits) & 31);
    }
  }
  if (bits > 0) words.push((held << (5 - bits)) & 31);
  return words;
}

function polymod(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    GENERATOR.forEach((term, index) => {
      if ((top >> index) & 1) sum ^= term;
    });
  }
  return sum;
}
