/** The passphrases that everybody tries first, however they are dressed up. */
import { FOLDINGS, foldText, foldWords } from "./folded-text.ts";
import { COMMON_PASSPHRASES } from "./guess-estimate.ts";

let folded: ReadonlySet<string> | undefined;
const foldedList = () => {
  folded ??= new Set(foldWords(COMMON_PASSPHRASES));
  return folded;
};

/** Is it on the list: in any case, with digits for letters, said twice or more, or with "123!" before or behind? */
export function isCommon(text: string): boolean {
  const letters = [...text];
  const isLetter = letters.map((letter) => /^\p{L}/u.test(letter));
  const [firstLetter, lastLetter] = [isLetter.indexOf(true), isLetter.lastIndexOf(true)];
  return FOLDINGS.some((rules) => {
    const { text: word, spans } = foldText(letters, rules);
    if (isListed(word)) return true;
    return spans.some(([first], at) => {
      if (at === 0) return false;
      const isTail = first > lastLetter && isListed(word.slice(0, at));
      if (isTail && isWorthLittle(letters.length - first, word.slice(at))) return true;
      const isHead = firstLetter >= first && isListed(word.slice(at));
      return isHead && isWorthLittle(first, word.slice(0, at));
    });
  });
}

/** Digits and signs beside a word. A word before 16 random digits is not common. */
const isWorthLittle = (length: number, folded: string) => length < 5 || isListed(folded);
/** "abcabcabcabc" is "abc" four times, and "abcabc" twice. */
function isListed(word: string): boolean {
  if (word === "") return false;
  const unit = `${word}${word}`.indexOf(word, 1);
  for (let length = unit; length <= word.length; length += unit) {
    if (word.length % length === 0 && foldedList().has(word.slice(0, length))) return true;
  }
  return false;
}
