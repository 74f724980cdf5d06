/**
 * Comes first and stays small: asks for the reader's language, forbids eval before any schema is made, then brings the rest. What it
 * imports at once has no schema, and nothing else waits for the language.
 */
import { chooseLanguage } from "./words/choose-language.ts";
import { keptLanguage } from "./words/language-store.ts";
import { LANGUAGE_TAGS, LANGUAGES } from "./words/languages.ts";

/** So that it comes beside the rest, and not after it. */
async function fetchWords(): Promise<void> {
  const { language } = chooseLanguage(LANGUAGE_TAGS, await keptLanguage(), navigator.languages);
  await LANGUAGES[language].loadFirst();
}

void fetchWords().catch(() => undefined); // Asked for again, by who can say that it did not come.
await import("./no-eval.ts");
const [{ openApp }] = await Promise.all([
  import("./app.tsx"),
  import("./speak-language.ts").then(({ speakOwnLanguage }) => speakOwnLanguage()),
]);
await openApp();
