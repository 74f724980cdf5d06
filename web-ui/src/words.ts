/**
 * What the page says, in the language that is spoken now. Whoever reads a word while it renders is rendered anew when another
 * language is chosen: each look at a topic reads a signal. A word that is kept in a constant of a module would stay in one
 * language, so that reading one while modules load is an error.
 */
import { signal } from "@preact/signals";
import { type ProblemTable, type ProblemWords, problemWords } from "./words/hub-problems.ts";
import type { FirstWords, Language, Words } from "./words/languages.ts";

type Said =
  | { readonly isWhole: true; readonly words: Words }
  // Until `speakAll` has brought the rest.
  | { readonly isWhole: false; readonly words: FirstWords };

type Speech = Said & {
  readonly language: Language;
  /** For dates and times: the reader's own kind of the language, "de-AT". */
  readonly locale: string;
  /** Comes a little later; until then, and for English, the hub's own words do. */
  readonly problems?: ProblemTable | undefined;
};

const speech = signal<Speech | undefined>(undefined);

export const speak = (said: Speech): void => {
  speech.value = said;
};

/** What came later than the rest of a language; nothing where another one is spoken by now. */
export function sayMore(language: Language, more: Said | Pick<Speech, "problems">): void {
  if (speech.value?.language === language) speech.value = { ...speech.value, ...more };
}

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

/** Whether there are words for what lies behind the door, too. */
export const canSayAll = (): boolean => speech.value?.isWhole === true;

export const words: Words = new Proxy({} as Words, {
  get(_, topic) {
    const { words: said, isWhole } = spoken();
    if (!isWhole && typeof topic === "string" && !Object.hasOwn(said, topic))
      throw new Error(`there are no words for "${topic}" yet: whoever is loaded later waits for speakAll`);
    return Reflect.get(said, topic);
  },
});
