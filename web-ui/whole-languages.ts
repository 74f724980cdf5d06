/** No build of the page without all words in all languages. `npm run check` finds the same by types; this holds where nobody ran it. */
import { readdir } from "node:fs/promises";
import type { Plugin } from "vite";
import type * as Languages from "./src/words/languages.ts";
import type * as Notices from "./src/words/push-notices.ts";
import { differencesFrom } from "./src/words/shape.ts";

/** As they lie there, not as they were bundled with this file. */
const WORDS = new URL("./src/words/", import.meta.url);
const load = <T>(file: string): Promise<T> => import(/* @vite-ignore */ new URL(file, WORDS).href);

export const wholeLanguages = (): Plugin => ({
  name: "whole-languages",
  async buildStart() {
    const { LANGUAGES, LANGUAGE_TAGS } = await load<typeof Languages>("languages.ts");
    const { PUSH_NOTICES } = await load<typeof Notices>("push-notices.ts");
    const saidBy = async (tag: Languages.Language) => ({
      "first-words": (await LANGUAGES[tag].loadFirst()).firstWords,
      words: (await LANGUAGES[tag].load()).words,
      report: (await LANGUAGES[tag].loadReport()).REPORT_WORDS,
      "push-notices": PUSH_NOTICES[tag],
    });
    const english = await saidBy("en");
    const wrong: string[] = [];
    for (const tag of LANGUAGE_TAGS)
      wrong.push(...differencesFrom(english, await saidBy(tag)).map((difference) => `${tag}: ${difference}`));
    const folders = (await readdir(WORDS, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    for (const { name } of folders)
      if (!Object.hasOwn(LANGUAGES, name)) wrong.push(`${name}: has no row in words/languages.ts`);
    if (wrong.length > 0) throw new Error(`the languages do not say the same:\n${wrong.join("\n")}`);
  },
});
