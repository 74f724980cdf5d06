/** The passphrases that everybody tries first, however they are dressed up. */
import { FOLDINGS, foldText } from "./folded-text.ts";
import { COMMON_PASSPHRASES } from "./guess-estimate.ts";

const PLAIN = { symbolsAreLetters: true, runsAreOne: false };
let folded: ReadonlySet<string> | undefined;
const foldedList = () => {
  folded ??= new Set(COMMON_PASSPHRASES.map((word) => foldText([...word], PLAIN).text));
  return folded;
};

/** Is it on the list: in any case, with digits for letters, with digits around it, said twice or more? */
export function isCommon(text: string): boolean {
  const list = foldedList();
  const inner = text.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  return [text, inner].some((one) =>
    FOLDINGS.some((rules) => {
      const { text: word } = foldText([...one], rules);
      return word !== "" && (list.has(word) || list.has(unitOf(word)));
    }),
  );
}

/** "abcabcabc" is "abc" three times. */
function unitOf(word: string): string {
  const length = `${word}${word}`.indexOf(word, 1);
  return word.slice(0, length);
}
