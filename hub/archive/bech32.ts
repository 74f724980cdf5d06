/**
 * Bech32 (BIP-173): how age writes keys as text.
 *
 *   prefix  1  data, 5 bits a letter  checksum, 6 letters
 */
const LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;
const CHECKSUM_LETTERS = 6;

/** @param words values of 0-31 */
export function encodeBech32(prefix: string, words: readonly number[]): string {
  const remainder = polymod([...spreadPrefix(prefix), ...words, ...Array(CHECKSUM_LETTERS).fill(0)]) ^ 1;
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

/** @returns prefix (lower case) and words; `undefined` for mixed case, foreign letters or a checksum that does not fit */
export function decodeBech32(
  text: string,
): { readonly prefix: string; readonly words: number[] } | undefined {
  const lower = text.toLowerCase();
  if (text !== lower && text !== text.toUpperCase()) return undefined;
  const border = lower.lastIndexOf("1");
  const prefix = lower.slice(0, border);
  const words = Array.from(lower.slice(border + 1), (letter) => LETTERS.indexOf(letter));
  if (border < 1 || words.length < CHECKSUM_LETTERS || words.includes(-1)) return undefined;
  return polymod([...spreadPrefix(prefix), ...words]) === 1
    ? { prefix, words: words.slice(0, -CHECKSUM_LETTERS) }
    : undefined;
}

/** @returns `undefined` where bits are left over that no whole byte gave */
export function fromBech32Words(words: readonly number[]): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(Math.floor((words.length * 5) / 8));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const word of words) {
    held = ((held << 5) | word) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = held >> bits;
    }
  }
  return bits < 5 && (held & ((1 << bits) - 1)) === 0 ? bytes : undefined;
}

const spreadPrefix = (prefix: string): number[] => {
  const codes = Array.from(prefix, (letter) => letter.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
};

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
