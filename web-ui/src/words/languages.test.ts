/** What holds of every language that there is, and of each that comes. */
import { describe, expect, test } from "vitest";
import { LANGUAGE_TAGS, LANGUAGES } from "./languages.ts";
import { PUSH_NOTICES } from "./push-notices.ts";
import { differencesFrom } from "./shape.ts";

const english = await LANGUAGES.en.load();
const englishReport = await LANGUAGES.en.loadReport();

describe.each(LANGUAGE_TAGS)("%s", (tag) => {
  test("says all that English says, and nothing else", async () => {
    const { words } = await LANGUAGES[tag].load();
    expect(differencesFrom(english.words, words)).toEqual([]);
    const { REPORT_WORDS } = await LANGUAGES[tag].loadReport();
    expect(differencesFrom(englishReport.REPORT_WORDS, REPORT_WORDS)).toEqual([]);
    expect(differencesFrom(PUSH_NOTICES.en, PUSH_NOTICES[tag])).toEqual([]);
  });

  test("is a tag that the browser knows, and runs as the CLDR says", () => {
    expect(Intl.getCanonicalLocales(tag)).toEqual([tag]);
    expect(Intl.PluralRules.supportedLocalesOf(tag)).toEqual([tag]);
  });
});
