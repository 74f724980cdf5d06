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

const plainForms = new Map<string, string>();
function plainForm(letter: string): string {
  const known = plainForms.get(letter);
  if (known !== undefined) return known;
  const lower = letter.toLowerCase();
  const plain = SPELT[lower] ?? lower.normalize("NFKD").replaceAll(/\p{M}/gu, "");
  if (plainForms.size < 5_000) plainForms.set(letter, plain);
  return plain;
}

/** Leaves out what stands between letters. @param letters code points in normal form */
export function foldText(letters: readonly string[], rules: FoldingRules): FoldedText {
  let text = "";
  const spans: (readonly [number, number])[] = [];
  letters.forEach((letter, at) => {
    for (const one of plainForm(letter)) {
      if (!isWordLetter(one) && !(rules.symbolsAreLetters && CLASS_OF.has(one))) continue;
      const folded = CLASS_OF.get(one) ?? one;
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
