/** Which of the languages that there are a reader gets. Pure. */

export interface ChosenLanguage<Tag extends string> {
  readonly language: Tag;
  /** The reader's own kind of it where the browser names one, for dates and times: "de-AT". */
  readonly locale: string;
}

/**
 * @param known tags of BCP 47; the first is for readers who want none of them
 * @param kept what was chosen on this device; counts before all else while there is such a language
 * @param wanted `navigator.languages`: the reader's, best first
 */
export function chooseLanguage<Tag extends string>(
  known: readonly [Tag, ...Tag[]],
  kept: unknown,
  wanted: readonly string[],
): ChosenLanguage<Tag> {
  const isKept = (tag: Tag) => tag === kept;
  const language = known.find(isKept) ?? firstOf(known, wanted) ?? known[0];
  return { language, locale: wanted.find((tag) => isKindOf(tag, language)) ?? language };
}

function firstOf<Tag extends string>(known: readonly Tag[], wanted: readonly string[]): Tag | undefined {
  for (const tag of wanted) {
    const found = known.find((language) => isKindOf(tag, language));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether who reads `language` reads this one: the same language in the same letters, as far as the CLDR knows. */
function isKindOf(tag: string, language: string): boolean {
  const [one, other] = [lettersOf(tag), lettersOf(language)];
  return one !== undefined && one === other;
}

/** "de-Latn"; `undefined` where it is no tag. */
function lettersOf(tag: string): string | undefined {
  try {
    const { language, script } = new Intl.Locale(tag).maximize();
    return `${language}-${script}`;
  } catch {
    return undefined; // A browser may be set to anything.
  }
}
