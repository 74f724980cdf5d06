import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { TRUST_WORD_LIST } from "../hub/contract/trust-word-list.ts";
import { packedList, packWords, wordsIn } from "./pack-word-list.ts";

test("each word is how many letters it shares with the one before, and the rest", () => {
  expect(packWords(["abandon", "ability", "able", "zoo", "zoo"])).toBe("0abandon2ility2le0zoo3");
});

test("the page has the very list, in its order", async () => {
  const module = await import(`data:text/javascript,${encodeURIComponent(packedList(TRUST_WORD_LIST))}`);
  expect(module.TRUST_WORD_LIST).toEqual(TRUST_WORD_LIST);
});

test("the list is found where it is written, and no other is taken for it", async () => {
  const file = new URL("../hub/contract/trust-word-list.ts", import.meta.url);
  expect(wordsIn(await readFile(file, "utf8"))).toEqual(TRUST_WORD_LIST);
  expect(() => wordsIn("export const TRUST_WORD_LIST = `abandon ability`")).toThrow("written otherwise");
});

test.each([
  ["a number", "b3"],
  ["nothing", ""],
  ["a word that shares ten letters", "abcdefghijk"],
])("%s is not packed", (_, word) =>
  expect(() => packWords(["abcdefghij", word])).toThrow("cannot be packed"),
);
