/**
 * Comes first and stays small: asks for the reader's language, forbids eval before any schema is made, then brings the rest. What it
 * imports at once has no schema, and nothing else waits for the language.
 */
import { styleAll } from "./style-all.ts";
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

/** As above. */
const fetchInside = () => Promise.all([import("./inside.ts"), styleAll()]);

async function open(): Promise<void> {
  await import("./no-eval.ts");
  if (wasSomebodyIn) void fetchInside().catch(() => undefined); // Asked for again, by who can say that it did not come.
  const [{ openApp }] = await Promise.all([
    import("./app.tsx"),
    import("./speak-language.ts").then(({ speakOwnLanguage }) => speakOwnLanguage(wasSomebodyIn)),
  ]);
  await openApp();
}

void fetchWords().catch(() => undefined); // As above.
// In a function: where a module waits at its top, no build joins a file that only hands on with the one that it hands on from.
void open();
