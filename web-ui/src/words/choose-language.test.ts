import { expect, test } from "vitest";
import { chooseLanguage } from "./choose-language.ts";

const KNOWN = ["en", "de", "zh-Hant"] as const;

test.each([
  ["the browser's first", undefined, ["de-AT", "en"], "de", "de-AT"],
  ["the first that there is", undefined, ["fr", "pt-BR", "de"], "de", "de"],
  ["English where there is none", undefined, ["fr"], "en", "en"],
  ["English where the browser says nothing", undefined, [], "en", "en"],
  ["what was chosen here, before the browser's", "de", ["en-US"], "de", "de"],
  ["what was chosen here, in the reader's own kind", "en", ["de-DE", "en-GB", "en-US"], "en", "en-GB"],
  ["the browser's, where what was chosen is no more", "xx", ["de"], "de", "de"],
  ["the browser's, where what was kept is no language at all", { evil: true }, ["de"], "de", "de"],
  ["the same language only in the same letters", undefined, ["zh-CN", "de"], "de", "de"],
  ["letters that go without saying", undefined, ["zh-TW"], "zh-Hant", "zh-TW"],
  ["what is no tag counts for nothing", undefined, ["!", "de"], "de", "de"],
])("%s", (_, kept, wanted, language, locale) => {
  expect(chooseLanguage(KNOWN, kept, wanted)).toEqual({ language, locale });
});
