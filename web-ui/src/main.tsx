/**
 * Comes first and stays small: asks for the reader's language, forbids eval before any schema is made, then brings the rest. What it
 * imports at once has no schema, and nothing else waits for the language.
 */
import { chooseLanguage } from "./words/choose-language.ts";
import { keptLanguage } from "./words/language-store.ts";
import { LANGUAGE_TAGS, LANGUAGES } from "./words/languages.ts";

/** The page is kept here only once somebody was in: most likely they are still, and want what is behind the door at once. */
const wasSomebodyIn = navigator.serviceWorker?.controller != null;

/** So that it comes beside the rest, and not after it. */
async function fetchWords(): Promise<void> {
  const { language } = chooseLanguage(LANGUAGE_TAGS, await keptLanguage(), navigator.languages);
  const { load, loadFirst } = LANGUAGES[language];
  await (wasSomebodyIn ? load() : loadFirst());
}

void fetchWords().catch(() => undefined); // Asked for again, by who can say that it did not come.
await import("./no-eval.ts");
if (wasSomebodyIn) void import("./inside.ts").catch(() => undefined); // As above.
const [{ openApp }] = await Promise.all([
  import("./app.tsx"),
  import("./speak-language.ts").then(({ speakOwnLanguage }) => speakOwnLanguage(wasSomebodyIn)),
]);
await openApp();
