/** Text as a guesser sees it: "Té-D_d!" and "teddi" are the same. */

/** Letters and what people write for them. Letters of one class are not told apart. */
const CLASSES = ["a4@", "b8", "e3", "g69", "il1!|", "o0", "s5$", "t7+", "z2"];
const CLASS_OF = new Map(CLASSES.flatMap((all) => [...all].map((one) => [one, all.charAt(0)] as const)));
/** Letters that Unicode does not take apart. */
const SPELT: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

export interface FoldingRules {
  /** "!" is an i; otherwise it stands between letters, like a space. */
  readonly symbolsAreLetters: boolean;
  /** "teeeddy" is "tedy". */
  readonly runsAreOne: boolean;
}

/** All four ways to read a text. */
export const FOLDINGS: readonly FoldingRules[] = [
  { symbolsAreLetters: false, runsAreOne: false },
  { symbolsAreLetters: true, runsAreOne: false },
  { symbolsAreLetters: false, runsAreOne: true },
  { symbolsAreLetters: true, runsAreOne: true },
];

export interface FoldedText {
  readonly text: string;
  /** For each letter of `text`, the first and the last of the letters that it was made of. */
  readonly spans: readonly (readonly [first: number, last: number])[];
}

export const isWordLetter = (letter: string): boolean => /^[\p{L}\p{N}]/u.test(letter);

function plainForm(letter: string): string {
  const lower = letter.toLowerCase();
  return SPELT[lower] ?? lower.normalize("NFKD").replaceAll(/\p{M}/gu, "");
}

/** Whoever types anything at all must not fill the memory. */
const MOST_KEPT = 5_000;
/** What a letter is folded to, for each of the two readings of signs: kept, since a list has its few letters some hundred thousand times. */
const foldedLetters = [new Map<string, readonly string[]>(), new Map<string, readonly string[]>()] as const;
function foldLetter(letter: string, symbolsAreLetters: boolean): readonly string[] {
  const known = foldedLetters[symbolsAreLetters ? 1 : 0];
  const kept = known.get(letter);
  if (kept !== undefined) return kept;
  const folded = [...plainForm(letter)]
    .filter((one) => isWordLetter(one) || (symbolsAreLetters && CLASS_OF.has(one)))
    .map((one) => CLASS_OF.get(one) ?? one);
  if (known.size < MOST_KEPT) known.set(letter, folded);
  return folded;
}

/** Those that no rule makes into another. */
const NOT_AS_THEY_ARE = /[^a-km-z\n]/gu;
/**
 * What `foldText` makes of each where signs are letters and runs stay: all of a list at once, in a third of the time.
 * @param words in normal form, lower case, each in one line
 */
export function foldWords(words: readonly string[]): readonly string[] {
  const text = words.join("\n");
  return text.replace(NOT_AS_THEY_ARE, (letter) => foldLetter(letter, true).join("")).split("\n");
}

/** Leaves out what stands between letters. @param letters code points in normal form */
export function foldText(letters: readonly string[], rules: FoldingRules): FoldedText {
  let text = "";
  const spans: (readonly [number, number])[] = [];
  letters.forEach((letter, at) => {
    for (const folded of foldLetter(letter, rules.symbolsAreLetters)) {
      const last = spans.at(-1);
      if (rules.runsAreOne && last?.[1] === at - 1 && text.endsWith(folded)) {
        spans[spans.length - 1] = [last[0], at];
      } else {
        text += folded;
        for (let unit = 0; unit < folded.length; unit += 1) spans.push([at, at]);
      }
    }
  });
  return { text, spans };
}
