/**
 * The one judge of passphrases, for the page and for any command that will ever take one. Pure; some tens of milliseconds a text, and
 * a second to load its lists: in a browser it runs in a worker.
 *
 * Names of the family, years and words of the product count for nothing: zxcvbn alone gives 4 of 4 to "Wilhelmina Theodor 2019", which is
 * the first thing that anybody who knows the family tries.
 */
import { isCommon } from "./common-list.ts";
import { guessScore } from "./guess-estimate.ts";
import {
  coverOfDates,
  coverOfProduct,
  coversOfFamily,
  joinCovers,
  readingsOf,
  restOf,
} from "./known-words.ts";
import { judgeLength, normalForm, type PassphraseVerdict } from "./passphrase-verdict.ts";

/** Fewer letters than this are guessed in 10^8 tries whatever they are. */
const MIN_REST = 8;
const MIN_SCORE = 3;
/** More names than this in one passphrase: it is made of names. */
const MAX_FAMILY_WORDS = 5;

/** @param ownWords what anybody who knows the family could guess: names of people, children and toys, of the hub */
export function judgePassphrase(passphrase: string, ownWords: readonly string[] = []): PassphraseVerdict {
  const length = judgeLength(passphrase);
  if (length !== undefined) return length;
  const text = normalForm(passphrase);
  if (isCommon(text)) return { kind: "common" };
  const rests = restsOf(text, ownWords);
  if (rests === undefined || rests.some(isTooShort)) return { kind: "known-words" };
  if (rests.some(isCommon)) return { kind: "common" };
  let lowest = guessScore(text);
  if (lowest < MIN_SCORE) return { kind: "too-simple" };
  for (const rest of rests) {
    lowest = rest === text ? lowest : (Math.min(lowest, guessScore(rest)) as typeof lowest);
    if (lowest < MIN_SCORE) return { kind: "known-words" };
  }
  return { kind: lowest === MIN_SCORE ? "good" : "strong" };
}

const isTooShort = (rest: string) => [...rest.replaceAll(/[\s\p{M}]/gu, "")].length < MIN_REST;

/**
 * What is left without the known words: without all of the family's, and without each choice of them. Each must be good by itself,
 * because to strip "der" from "understanding" leaves what no dictionary has: one more name must never make a passphrase better.
 *
 * @returns `undefined` for too many names
 */
function restsOf(text: string, ownWords: readonly string[]): string[] | undefined {
  const letters = [...text];
  const readings = readingsOf(letters);
  const dates = coverOfDates(letters);
  const rests = new Set<string>();
  // "Annaapple" is "Anna" and "apple" to a reading that keeps runs of a letter, "Annaa" and "pple" to the others.
  for (const some of [readings, readings.slice(0, 2)]) {
    const product = coverOfProduct(letters, some);
    const family = coversOfFamily(letters, some, ownWords);
    if (family.length > MAX_FAMILY_WORDS) return undefined;
    for (let choice = 2 ** family.length - 1; choice >= 0; choice -= 1) {
      const chosen = family.filter((_, at) => (choice >> at) % 2 === 1);
      // With dates and without: lists have words that end in one, and it belongs to them.
      rests.add(restOf(letters, joinCovers([product, dates, ...chosen])));
      rests.add(restOf(letters, joinCovers([product, ...chosen])));
    }
  }
  return [...rests];
}
