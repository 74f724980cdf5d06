/** Reads letters with a checksum as people type them, and says where a slip is. Never mends one by itself: BIP-173 advises against it. */

/** What is typed from paper or from another screen. */
export interface LettersToType<T> {
  /** What stands in front of them everywhere and need not be typed; without its dashes, and no beginning of theirs. */
  readonly beginning: string;
  /** How many, checksum among them. */
  readonly length: number;
  /** @returns `undefined` where the checksum does not fit */
  read(letters: string): T | undefined;
}

export type TypedLetters<T> =
  | { readonly kind: "whole"; readonly value: T }
  | { readonly kind: "empty" }
  | { readonly kind: "too-short"; readonly missing: number }
  | { readonly kind: "too-long"; readonly extra: number }
  /** @property group numbered from 1; `undefined` where more than one letter is wrong */
  | { readonly kind: "slip"; readonly group: number | undefined };

/** Those of Bech32. */
const LETTERS = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
const GROUP = 4;

export const groupLetters = (letters: string): readonly string[] =>
  letters.match(new RegExp(`.{1,${GROUP}}`, "g")) ?? [];

/** Number of the group, from 1, that this letter is shown in. */
export const groupOf = (letter: number): number => Math.floor(letter / GROUP) + 1;

/** Case, blanks, dashes and the beginning do not matter; four signs that are no such letters are what they look like. */
export function parseTyped<T>(what: LettersToType<T>, text: string): TypedLetters<T> {
  const letters = readLetters(what, text);
  if (letters === "") return { kind: "empty" };
  const value = read(what, letters);
  if (value !== undefined) return { kind: "whole", value };
  const [suspect, ...others] = nearMisses(what, letters);
  // One of two equal letters is left out at either place, and these may lie in two groups.
  if (suspect !== undefined && others.every((group) => group - suspect <= 1))
    return { kind: "slip", group: suspect };
  const missing = what.length - letters.length;
  if (missing > 0) return { kind: "too-short", missing };
  if (missing < 0) return { kind: "too-long", extra: -missing };
  return { kind: "slip", group: undefined };
}

/** What was typed, in the groups that are shown, to find one by its number. */
export const typedGroups = (what: LettersToType<unknown>, text: string): readonly string[] =>
  groupLetters(readLetters(what, text));

function readLetters({ beginning }: LettersToType<unknown>, text: string): string {
  const typed = text
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, "");
  return (typed.startsWith(beginning) ? typed.slice(beginning.length) : typed)
    .replaceAll("O", "0")
    .replaceAll("B", "8")
    .replaceAll(/[1I]/g, "L");
}

const read = <T>(what: LettersToType<T>, letters: string): T | undefined =>
  letters.length === what.length ? what.read(letters) : undefined;

/**
 * Groups where one slip (a wrong letter, two letters swapped, one left out, one too many) would explain everything. The
 * checksum tells any two codes apart in at least five letters, so with up to three wrong ones no false place is named.
 */
function* nearMisses(what: LettersToType<unknown>, letters: string): Generator<number> {
  const off = letters.length - what.length;
  if (Math.abs(off) > 1) return;
  const fits = (changed: string) => read(what, changed) !== undefined;
  for (let at = 0; at < Math.max(what.length, letters.length); at += 1) {
    // Letter `at` replaced, left out before, or taken away; the same loop for all three.
    const [before, after] = [letters.slice(0, at), letters.slice(at + 1 + off)];
    if (off === 1) {
      if (fits(before + letters.slice(at + 1))) yield groupOf(at);
      continue;
    }
    for (const letter of LETTERS) if (fits(before + letter + after)) yield groupOf(at);
    const [one = "", other = ""] = letters.slice(at, at + 2);
    if (off === 0 && fits(before + other + one + letters.slice(at + 2))) yield groupOf(at);
  }
}
