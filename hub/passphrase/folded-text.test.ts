import { expect, test } from "vitest";
import { foldText, foldWords } from "./folded-text.ts";
import { COMMON_PASSPHRASES } from "./guess-estimate.ts";

const letterByLetter = (word: string) =>
  foldText([...word], { symbolsAreLetters: true, runsAreOne: false }).text;

test("a list folded at once is each of its words folded by itself", () => {
  const words = [
    ...COMMON_PASSPHRASES,
    ..."té-d_d! straße ﬁsch ½ 3€ שלום teeeddy ... a\u0301 𝒷𝓉 æ_œ".split(" "),
  ];
  expect(foldWords(words)).toEqual(words.map(letterByLetter));
});

test.each([
  ["té-d_d!", "teddi"],
  ["straße", "strasse"],
  ["l337", "ieet"],
])("%s is %s to a guesser", (word, folded) => {
  expect(foldWords([word])).toEqual([folded]);
});
