import { expect, test } from "vitest";
import { decodeBech32, encodeBech32, fromBech32Words, toBech32Words } from "./bech32.ts";

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
])("writes and reads %s", (_, prefix, words, text) => {
  expect(encodeBech32(prefix, words)).toBe(text);
  expect(decodeBech32(text)).toEqual({ prefix, words });
  expect(decodeBech32(text.toUpperCase())).toEqual({ prefix, words });
});

// BIP-173, the strings it lists as not valid.
test.each([
  ["a checksum too short", "li1dgmt3"],
  ["a letter that does not exist", "x1b4n0q5v"],
  ["a checksum made in the other case", "A1G7SGD8"],
  ["no prefix", "1qzzfhee"],
  ["no separator", "pzry9x0s0muk"],
  ["mixed case", "A12Uel5l"],
])("does not read %s", (_, text) => expect(decodeBech32(text)).toBeUndefined());

test("does not read words that leave bits over", () => {
  expect(fromBech32Words([31, 28, 0, 16])).toEqual(Uint8Array.of(0xff, 0x01));
  expect(fromBech32Words([31, 28, 0, 17])).toBeUndefined();
  expect(fromBech32Words([31, 28, 0, 16, 0])).toEqual(Uint8Array.of(0xff, 0x01, 0));
  expect(fromBech32Words([0])).toBeUndefined();
});

test("cuts bytes into five bits, most significant first, and fills up with zeros", () => {
  // 11111111 00000001 -> 11111 11100 00000 1(0000)
  expect(toBech32Words(Uint8Array.of(0xff, 0x01))).toEqual([31, 28, 0, 16]);
});
