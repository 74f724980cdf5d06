import { describe, expect, test } from "vitest";
import { buildDecodeTable, LONGEST_CODE, lookUp, reverseBits } from "./prefix-code.ts";
import { POWER_DIFFERENCE_BITS, POWER_DIFFERENCE_CODES, VECTOR_BITS, VECTOR_CODES } from "./tables.ts";

test.each([
  [0b1, 1, 0b1],
  [0b100, 3, 0b001],
  [0b0011, 4, 0b1100],
  [0x8000, 16, 1],
])("reverses %i of %i bits", (value, bits, reversed) => expect(reverseBits(value, bits)).toBe(reversed));

const CODES = [
  ...POWER_DIFFERENCE_BITS.map((lengths, row) => ({
    name: `power differences of region ${row + 1}`,
    lengths,
    codes: POWER_DIFFERENCE_CODES[row] ?? [],
  })),
  ...VECTOR_BITS.map((lengths, row) => ({
    name: `vectors of category ${row}`,
    lengths,
    codes: VECTOR_CODES[row] ?? [],
  })),
];

describe.each(CODES)("$name", ({ lengths, codes }) => {
  test("form a complete prefix code", () => {
    expect(codes).toHaveLength(lengths.length);
    const words = new Set(lengths.map((length, symbol) => `${length}:${codes[symbol]}`));
    const taken = [...words].map((word) => 2 ** -Number(word.split(":")[0]));
    expect(taken.reduce((sum, share) => sum + share, 0)).toBe(1);
  });

  test("every code word is read as the lowest symbol that has it, whatever follows", () => {
    const table = buildDecodeTable(lengths, codes);
    for (const [symbol, length] of lengths.entries()) {
      const code = codes[symbol] as number;
      const lowest = lengths.findIndex((other, at) => other === length && codes[at] === code);
      const word = reverseBits(code, length);
      const ones = ((1 << LONGEST_CODE) - 1) & ~((1 << length) - 1);
      for (const window of [word, word | ones]) {
        expect(lookUp(table, window)).toBe((lowest << 5) | length);
      }
    }
  });
});
