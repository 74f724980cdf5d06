/**
 * What the page says, in the language that is spoken now. Whoever reads a word while it renders is rendered anew when another
 * language is chosen: each look at a topic reads a signal. A word that is kept in a constant of a module would stay in one
 * language, so that reading one while modules load is an error.
 */
import { signal } from "@preact/signals";
import { type ProblemTable, type ProblemWords, problemWords } from "./words/hub-problems.ts";
import type { Language, Words } from "./words/languages.ts";

interface Speech {
  readonly language: Language;
  /** For dates and times: the reader's own kind of the language, "de-AT". */
  readonly locale: string;
  readonly words: Words;
  /** Comes a little later; until then, and for English, the hub's own words do. */
  readonly problems?: ProblemTable | undefined;
}

const speech = signal<Speech | undefined>(undefined);

export const speak = (said: Speech): void => {
  speech.value = said;
};

/** @throws Error before a language was chosen */
function spoken(): Speech {
  if (speech.value === undefined)
    throw new Error("no language is chosen yet: read words when they are shown, not while modules load");
  return speech.value;
}

export const spokenLanguage = (): Language => spoken().language;
export const spokenLocale = (): string => spoken().locale;

/** What the hub's code means, in another language than the hub's own. */
export const sayProblem = (code: string): ProblemWords | undefined => problemWords(spoken().problems, code);

export const words: Words = new Proxy({} as Words, {
  get: (_, topic) => Reflect.get(spoken().words, topic),
});
