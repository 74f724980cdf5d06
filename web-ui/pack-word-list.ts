/**
 * The words that stand for a family, 2,048 in order, are half of what the screens around passphrases weigh. In the page each is written as how many letters it
 * shares with the one before, and the rest: `0abandon2ility2le…`. A quarter less once it is packed; the source stays a list that can be read.
 */
import type { Plugin } from "vite";

const WORDS = 2_048;
const FILE = "/hub/contract/trust-word-list.ts";

/** @param words of lower-case letters, none of which shares more than nine with the one before */
export function packWords(words: readonly string[]): string {
  let before = "";
  return words
    .map((word) => {
      let shared = 0;
      while (shared < word.length && word[shared] === before[shared]) shared += 1;
      if (shared > 9 || !/^[a-z]+$/.test(word)) throw new Error(`"${word}" cannot be packed`);
      before = word;
      return `${shared}${word.slice(shared)}`;
    })
    .join("");
}

/** @returns a module that exports them as `TRUST_WORD_LIST` */
export const packedList = (words: readonly string[]): string =>
  `let word = "";
export const TRUST_WORD_LIST = "${packWords(words)}".match(/\\d[a-z]*/g).map((part) => (word = word.slice(0, part[0]) + part.slice(1)));
`;

/** @param code of the list as it is written @throws Error where it is written otherwise by now */
export function wordsIn(code: string): readonly string[] {
  const [, text = ""] = /TRUST_WORD_LIST[^=]*= `([a-z\s]+)`/.exec(code) ?? [];
  const words = text.trim().split(/\s+/);
  if (words.length !== WORDS) throw new Error(`${FILE} is written otherwise by now: ${words.length} words`);
  return words;
}

export function packWordList(): Plugin {
  let isPacked = false;
  return {
    name: "pack-word-list",
    apply: "build",
    // As it is written, before its types are taken off.
    enforce: "pre",
    transform(code, id) {
      if (!id.endsWith(FILE)) return null;
      isPacked = true;
      return { code: packedList(wordsIn(code)), map: null };
    },
    buildEnd(error) {
      if (error === undefined && !isPacked) throw new Error(`nobody brings ${FILE} any more`);
    },
  };
}
