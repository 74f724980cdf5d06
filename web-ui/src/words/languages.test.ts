/** What holds of every language that there is, and of each that comes. */
import { describe, expect, test } from "vitest";
import { LANGUAGE_TAGS, LANGUAGES } from "./languages.ts";
import { PUSH_NOTICES } from "./push-notices.ts";

/** What can be said, by its path: "kept.sure". */
function shapeOf(said: unknown, path = ""): string[] {
  if (typeof said !== "object" || said === null) return [`${path}: ${typeof said}`];
  return Object.entries(said).flatMap(([key, inner]) => shapeOf(inner, `${path}.${key}`));
}

const english = await LANGUAGES.en.load();
const englishReport = await LANGUAGES.en.loadReport();

describe.each(LANGUAGE_TAGS)("%s", (tag) => {
  test("says all that English says, and nothing else", async () => {
    const { words } = await LANGUAGES[tag].load();
    expect(shapeOf(words).sort()).toEqual(shapeOf(english.words).sort());
    const { REPORT_WORDS } = await LANGUAGES[tag].loadReport();
    expect(shapeOf(REPORT_WORDS).sort()).toEqual(shapeOf(englishReport.REPORT_WORDS).sort());
    expect(shapeOf(PUSH_NOTICES[tag])).toEqual(shapeOf(PUSH_NOTICES.en));
  });

  test("is a tag that the browser knows, and runs as the CLDR says", () => {
    expect(Intl.getCanonicalLocales(tag)).toEqual([tag]);
    expect(Intl.PluralRules.supportedLocalesOf(tag)).toEqual([tag]);
  });
});
