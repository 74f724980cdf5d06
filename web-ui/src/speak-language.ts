/** The language of the page: what the door says is loaded before anything is shown, the rest before anything behind the door is. */
import { chooseLanguage } from "./words/choose-language.ts";
import { isolateFacts } from "./words/isolate-facts.ts";
import { keepLanguage, keptLanguage } from "./words/language-store.ts";
import { LANGUAGE_TAGS, LANGUAGES, type Language, loadProblems } from "./words/languages.ts";
import { canSayAll, sayMore, speak, spokenLanguage } from "./words.ts";

/** The one that was chosen here, or else the browser's. @param isWhole all of it, and not just what the door needs */
export const speakOwnLanguage = async (isWhole: boolean): Promise<void> =>
  speakAs(await keptLanguage(), isWhole ? allOf : firstOf);

/** Everything that is shown is said anew; nothing that was typed is lost. */
export async function changeLanguage(language: Language): Promise<void> {
  await speakAs(language, canSayAll() ? allOf : firstOf);
  // Where the browser keeps nothing, it is for this visit.
  await keepLanguage(language).catch(() => undefined);
}

/** Who tells the browser while the page is open that they read another language is answered in it, if none was chosen here. */
export function followBrowsersLanguage(): void {
  const hear = async () => speakAs(await keptLanguage(), canSayAll() ? allOf : firstOf);
  // Where it does not come, the page goes on as it is.
  addEventListener("languagechange", () => void hear().catch(() => undefined));
}

/** Resolves when there are words for everything: whatever is loaded later than the door waits for it. @throws TypeError where they do not come */
export async function speakAll(): Promise<void> {
  // Another language may be chosen meanwhile.
  while (!canSayAll()) {
    const language = spokenLanguage();
    sayMore(language, await allOf(language));
  }
}

async function firstOf(language: Language) {
  const { direction, loadFirst } = LANGUAGES[language];
  return { isWhole: false, words: isolateFacts((await loadFirst()).firstWords, direction) } as const;
}

async function allOf(language: Language) {
  const { direction, load } = LANGUAGES[language];
  return { isWhole: true, words: isolateFacts((await load()).words, direction) } as const;
}

async function speakAs(kept: unknown, load: typeof firstOf | typeof allOf): Promise<void> {
  const { language, locale } = chooseLanguage(LANGUAGE_TAGS, kept, navigator.languages);
  const said = await load(language);
  // Somebody may have gone through the door meanwhile: what is shown there has no words in the first ones.
  speak({ language, locale, ...(!said.isWhole && canSayAll() ? await allOf(language) : said) });
  const page = document.documentElement;
  page.lang = language;
  page.dir = LANGUAGES[language].direction;
  // Nothing waits for them: nothing was refused yet.
  void loadProblems(language)
    .then((problems) => sayMore(language, { problems }))
    .catch(() => undefined);
}
