import { expect, test } from "vitest";
import { encodeBech32, toBech32Words } from "./bech32.ts";

// BIP-173, "Test vectors": prefix and words are what its valid strings decode to.
test.each([
  ["nothing at all", "a", [], "a12uel5l"],
  ["every value once", "abcdef", [...Array(32).keys()], "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"],
  [
    "a separator in the prefix, 82 zeros",
    "1",
    Array(82).fill(0),
    "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j",
  ],
  [
    "a prefix of many letters",
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio",
    [],
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
  ],
])("writes %s", (_, prefix, words, text) => expect(encodeBech32(prefix, words)).toBe(text));

test("cuts bytes into five bits, most significant first, and fills up with zeros", () => {
  // 11111111 00000001 -> 11111 11100 00000 1(0000)
  expect(toBech32Words(Uint8Array.of(0xff, 0x01))).toEqual([31, 28, 0, 16]);
});
