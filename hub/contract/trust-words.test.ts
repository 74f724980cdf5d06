import { expect, test } from "vitest";
import { sha256 } from "./sha256.ts";
import { TRUST_WORD_LIST } from "./trust-word-list.ts";
import { trustWords } from "./trust-words.ts";

test("the list is the one that everybody has", async () => {
  expect(TRUST_WORD_LIST).toHaveLength(2_048);
  // Of english.txt as it is published: one word a line, a line feed after each.
  const text = new TextEncoder().encode(`${TRUST_WORD_LIST.join("\n")}\n`);
  expect(await sha256(text)).toBe("2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
});

test("no two words can be taken for each other", () => {
  expect(new Set(TRUST_WORD_LIST.map((word) => word.slice(0, 4))).size).toBe(2_048);
});

test.each([
  ["all zero", "00", "abandon abandon abandon abandon abandon abandon"],
  ["all one", "ff", "zoo zoo zoo zoo zoo zoo"],
  // 0xaa..: 10101010101 01010101010, in turn
  ["alternating bits", "aa", "primary fetch primary fetch primary fetch"],
])("%s", (_, byte, words) => expect(trustWords(byte.repeat(32)).join(" ")).toBe(words));

test("every one of the 66 bits counts, and none behind them", () => {
  const flip = (bit: number) => {
    const bytes = new Uint8Array(32);
    bytes[bit >> 3] = 0x80 >> (bit & 7);
    return trustWords(Buffer.from(bytes).toString("hex")).join(" ");
  };
  expect(new Set(Array.from({ length: 66 }, (_, bit) => flip(bit))).size).toBe(66);
  expect(flip(66)).toBe(trustWords("00".repeat(32)).join(" "));
});
