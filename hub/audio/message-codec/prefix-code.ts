/**
 * Prefix codes of the message format as lookup tables.
 *
 * The toy's bit order is the standard's with the bits of every byte reversed: bit i of the code stream is bit (i & 7) of
 * byte (i >> 3). A stream read as a little-endian number therefore shows a code word reversed, its first bit lowest, and
 * the tables are built for reversed words.
 */

/** Longest code word, bits. */
export const LONGEST_CODE = 16;
const FIRST_LEVEL_BITS = 9;
const FIRST_LEVEL = 1 << FIRST_LEVEL_BITS;
const SECOND_LEVEL = 1 << (LONGEST_CODE - FIRST_LEVEL_BITS);

export function reverseBits(value: number, bits: number): number {
  let reversed = 0;
  for (let i = 0; i < bits; i++) reversed = (reversed << 1) | ((value >> i) & 1);
  return reversed;
}

/**
 * A two-level table. Look up the next {@link FIRST_LEVEL_BITS} bits; an entry that is negative is minus the offset of a
 * second-level table for the bits after those. An entry is `symbol << 5 | code length`.
 *
 * Where symbols share a code word the lowest one is read.
 */
export function buildDecodeTable(lengths: readonly number[], codes: readonly number[]): Int32Array {
  const entries: number[] = new Array<number>(FIRST_LEVEL).fill(0);
  for (let symbol = lengths.length - 1; symbol >= 0; symbol--) {
    const length = lengths[symbol] as number;
    const reversed = reverseBits(codes[symbol] as number, length);
    const entry = (symbol << 5) | length;
    if (length <= FIRST_LEVEL_BITS) {
      for (let at = reversed; at < FIRST_LEVEL; at += 1 << length) entries[at] = entry;
      continue;
    }
    const first = reversed & (FIRST_LEVEL - 1);
    if (entries[first] === 0) {
      entries[first] = -entries.length;
      entries.push(...new Array<number>(SECOND_LEVEL).fill(0));
    }
    const offset = -(entries[first] as number);
    const step = 1 << (length - FIRST_LEVEL_BITS);
    for (let at = reversed >> FIRST_LEVEL_BITS; at < SECOND_LEVEL; at += step) entries[offset + at] = entry;
  }
  return Int32Array.from(entries);
}

/** @param window at least {@link LONGEST_CODE} bits of the stream, the next one lowest. @returns the table's entry. */
export function lookUp(table: Int32Array, window: number): number {
  const entry = table[window & (FIRST_LEVEL - 1)] as number;
  if (entry >= 0) return entry;
  return table[((window >> FIRST_LEVEL_BITS) & (SECOND_LEVEL - 1)) - entry] as number;
}
