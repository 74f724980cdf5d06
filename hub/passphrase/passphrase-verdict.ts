/** What we say of a passphrase, and the part of the judgement that needs no list of words. */

/** Letters as a person counts them. */
const MIN_LETTERS = 12;
/** Code points: what looks like one letter may be made of hundreds, and all of them are hashed. */
const MAX_CODE_POINTS = 128;

export type LengthVerdict =
  | { readonly kind: "empty" }
  | { readonly kind: "too-short"; readonly missing: number }
  | { readonly kind: "too-long" };

export type PassphraseVerdict =
  | LengthVerdict
  /** On the list of passphrases that people use, or one of them dressed up. */
  | { readonly kind: "common" }
  /** Little is left of it without the family's names, years and dates, and the words of this product. */
  | { readonly kind: "known-words" }
  /** Long enough, but made of what a guesser tries early: one word, a pattern, a row of keys. */
  | { readonly kind: "too-simple" }
  | { readonly kind: "good" }
  | { readonly kind: "strong" };

export const isAcceptable = ({ kind }: { readonly kind: string }): boolean =>
  kind === "good" || kind === "strong";

/** As it is hashed: an umlaut has two forms in Unicode, and keyboards disagree which to send. */
export const normalForm = (passphrase: string): string => passphrase.normalize("NFKC");

const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/** @returns `undefined` for a passphrase whose length is as it should be */
export function judgeLength(passphrase: string): LengthVerdict | undefined {
  const text = normalForm(passphrase);
  if (text === "") return { kind: "empty" };
  if ([...text].length > MAX_CODE_POINTS) return { kind: "too-long" };
  const letters = isPlain(text) ? text.length : [...graphemes.segment(text)].length;
  return letters < MIN_LETTERS ? { kind: "too-short", missing: MIN_LETTERS - letters } : undefined;
}

const isPlain = (text: string) => /^[ -~]*$/.test(text);
