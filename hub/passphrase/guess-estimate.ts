/** How many guesses a text takes, as zxcvbn counts them with all the lists that it brings. */
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary as common } from "@zxcvbn-ts/language-common";
import { dictionary as english } from "@zxcvbn-ts/language-en";

/** The passphrases that people use most, in the order of how often. Lower case. */
export const COMMON_PASSPHRASES: readonly string[] = common["passwords-common"];

const zxcvbn = new ZxcvbnFactory({
  dictionary: { ...common, ...english },
  graphs: adjacencyGraphs,
  // The time it takes grows with both, to seconds. What is past them could only make a text stronger.
  maxLength: 64,
  l33tMaxSubstitutions: 8,
});

/** @returns 3 from 10^8 guesses on, 4 from 10^10 */
export const guessScore = (text: string): 0 | 1 | 2 | 3 | 4 => zxcvbn.check(text).score;
