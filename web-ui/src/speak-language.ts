/** The language of the page: loaded before anything is shown, and changed while it is open. */
import { chooseLanguage } from "./words/choose-language.ts";
import { isolateFacts } from "./words/isolate-facts.ts";
import { keepLanguage, keptLanguage } from "./words/language-store.ts";
import { LANGUAGE_TAGS, LANGUAGES, type Language, loadProblems } from "./words/languages.ts";
import { speak, spokenLanguage } from "./words.ts";

/** The one that was chosen here, or else the browser's. */
export const speakOwnLanguage = async (): Promise<void> => speakAs(await keptLanguage());

/** Everything that is shown is said anew; nothing that was typed is lost. */
export async function changeLanguage(language: Language): Promise<void> {
  await speakAs(language);
  // Where the browser keeps nothing, it is for this visit.
  await keepLanguage(language).catch(() => undefined);
}

async function speakAs(kept: unknown): Promise<void> {
  const { language, locale } = chooseLanguage(LANGUAGE_TAGS, kept, navigator.languages);
  const { direction, load } = LANGUAGES[language];
  const words = isolateFacts((await load()).words, direction);
  const page = document.documentElement;
  page.lang = language;
  page.dir = direction;
  speak({ language, locale, words });
  // Nothing waits for them: nothing was refused yet.
  void loadProblems(language)
    .then((problems) => {
      if (spokenLanguage() === language) speak({ language, locale, words, problems });
    })
    .catch(() => undefined);
}
