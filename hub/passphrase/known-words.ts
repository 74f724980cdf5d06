/** Finds what counts for nothing in a passphrase: names of the family, words of this product, years and dates. */
import { FOLDINGS, type FoldedText, foldText, isWordLetter } from "./folded-text.ts";
import { normalForm } from "./passphrase-verdict.ts";

/** Whoever attacks a Pawpost hub tries these with everything. */
const PRODUCT_WORDS = [
  ..."pawpost cloudpets cloudpet spiraltoys spiral cloud paw post pet pets toy toys hub raspberry pi".split(
    " ",
  ),
  ..."teddy teddybear bear bears teddies plush plushie plushies cuddly bunny puppy kitty unicorn".split(" "),
  ..."message voice guardian family mummy mommy daddy grandma grandpa granny".split(" "),
  ..."password passwort passphrase passcode secret welcome willkommen letmein iloveyou".split(" "),
];

/** The letters of a passphrase, one flag each: does it belong to something known? */
export type Cover = readonly boolean[];

/** Four readings of one passphrase. @param letters code points in normal form */
type Readings = readonly FoldedText[];
export const readingsOf = (letters: readonly string[]): Readings =>
  FOLDINGS.map((rules) => foldText(letters, rules));

/** How one word may be written, folded, for each of the four readings. */
type WordForms = readonly ReadonlySet<string>[];

/** @param word a name as somebody typed it: "Anna-Lena Möller" */
function formsOf(word: string): WordForms {
  const text = normalForm(word).toLowerCase();
  const spelt = text.replaceAll("ä", "ae").replaceAll("ö", "oe").replaceAll("ü", "ue");
  const parts = [text, spelt].flatMap((one) => [one, ...one.split(/[^\p{L}\p{M}\p{N}]+/u)]);
  return FOLDINGS.map((rules) => {
    const folded = parts.map((part) => foldText([...part], rules).text).filter((one) => one.length >= 2);
    return new Set(folded.flatMap((one) => [one, [...one].reverse().join("")]));
  });
}

const PRODUCT_FORMS = PRODUCT_WORDS.map(formsOf);

/** Marks in `cover` where the word stands. */
function coverWord(cover: boolean[], letters: readonly string[], readings: Readings, forms: WordForms): void {
  readings.forEach(({ text, spans }, reading) => {
    for (const form of forms[reading] ?? []) {
      for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
        const first = spans[at]?.[0] ?? 0;
        const last = spans[at + form.length - 1]?.[1] ?? first;
        if (isTooShortToFindInside(form) && !standsAlone(letters, first, last)) continue;
        cover.fill(true, first, last + 1);
      }
    }
  });
}

/** "Jo" is no name in "banjo". Two signs of a script that writes words with them are. */
const isTooShortToFindInside = (form: string) => /^[\p{Script=Latin}\p{N}]{2}$/u.test(form);
const standsAlone = (letters: readonly string[], first: number, last: number) =>
  ![letters[first - 1] ?? "", letters[last + 1] ?? ""].some((letter) => /^\p{L}/u.test(letter));

const DAY = "(?:0?[1-9]|[12]\\d|3[01])";
const TWO_DIGIT_DAY = "(?:0[1-9]|[12]\\d|3[01])";
const YEAR = "(?:(?:19|20)\\d\\d|\\d\\d)";
const BETWEEN = "[./ -]";
/** Months are days here: 12/24 and 24/12 are both dates to somebody. */
const DATES = [
  "(?:19|20)\\d\\d",
  `${DAY}${BETWEEN}${DAY}${BETWEEN}${YEAR}`,
  `${YEAR}${BETWEEN}${DAY}${BETWEEN}${DAY}`,
  `(?<!\\d)${DAY}[./-]${DAY}(?!\\d)`,
  `(?<!\\d)${TWO_DIGIT_DAY}${TWO_DIGIT_DAY}${YEAR}(?!\\d)`,
  `(?<!\\d)${YEAR}${TWO_DIGIT_DAY}${TWO_DIGIT_DAY}(?!\\d)`,
].map((pattern) => new RegExp(pattern, "y"));

/** Years from 1900 to 2099, and days of any year. */
export function coverOfDates(letters: readonly string[]): boolean[] {
  const cover = letters.map(() => false);
  // One unit for each letter, so that places in this text are places among the letters.
  const digits = letters.map((letter) => (/^[\d./ -]$/.test(letter) ? letter : "x")).join("");
  for (let at = 0; at < digits.length; at += 1) {
    for (const pattern of DATES) {
      pattern.lastIndex = at;
      if (pattern.test(digits)) cover.fill(true, at, pattern.lastIndex);
    }
  }
  return cover;
}

export function coverOfProduct(letters: readonly string[], readings: Readings): Cover {
  const cover = letters.map(() => false);
  for (const forms of PRODUCT_FORMS) coverWord(cover, letters, readings, forms);
  return cover;
}

/** One cover for each of the family's words that is in the passphrase; the same cover only once. */
export function coversOfFamily(
  letters: readonly string[],
  readings: Readings,
  ownWords: readonly string[],
): readonly Cover[] {
  const found = new Map<string, Cover>();
  for (const word of ownWords) {
    const cover = letters.map(() => false);
    coverWord(cover, letters, readings, formsOf(word));
    if (cover.includes(true)) found.set(cover.map(Number).join(""), cover);
  }
  return [...found.values()];
}

export const joinCovers = ([first = [], ...more]: readonly Cover[]): Cover =>
  first.map((isCovered, at) => isCovered || more.some((cover) => cover[at] === true));

/** What is left, without what stood between the known words. */
export function restOf(letters: readonly string[], cover: Cover): string {
  const gone = [...cover];
  for (const step of [1, -1]) {
    const places = letters.map((_, at) => at);
    let isBesideKnown = true; // The edges are trimmed like the neighbours of a name.
    for (const at of step === 1 ? places : places.reverse()) {
      if (cover[at] !== true && isWordLetter(letters[at] ?? "")) isBesideKnown = false;
      else if (cover[at] === true) isBesideKnown = true;
      else if (isBesideKnown && isSpacing(letters[at] ?? "")) gone[at] = true;
    }
  }
  return letters.filter((_, at) => gone[at] !== true).join("");
}

const isSpacing = (letter: string) => /^[\s._,;:/\\'&-]$/u.test(letter);
