import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as german from "./de/amounts.ts";
import * as english from "./en/amounts.ts";
import { grammarOf } from "./grammar.ts";
import { LANGUAGE_TAGS } from "./languages.ts";

/** What stands between the brackets of `grammarOf<…>` is for the compiler; the CLDR has the last word. */
test.each(LANGUAGE_TAGS)("%s names every plural category that the CLDR gives it", (tag) => {
  const source = readFileSync(new URL(`./${tag}/amounts.ts`, import.meta.url), "utf8");
  const [, named = "", language = ""] = /grammarOf<([^>]+)>\("([^"]+)"\)/.exec(source) ?? [];
  expect(new Intl.Locale(language).language).toBe(new Intl.Locale(tag).language);
  const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
  expect(named.match(/\w+/g)?.sort()).toEqual([...pluralCategories].sort());
});

test("every folder of words is a language that can be chosen", () => {
  const folders = readdirSync(new URL(".", import.meta.url), { withFileTypes: true });
  expect(
    folders
      .filter((one) => one.isDirectory())
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...LANGUAGE_TAGS].sort());
});

test.each([
  [0, "0 messages", "0 Nachrichten"],
  [1, "1 message", "1 Nachricht"],
  [2, "2 messages", "2 Nachrichten"],
  [12_345, "12,345 messages", "12.345 Nachrichten"],
])("%i messages", (many, inEnglish, inGerman) => {
  expect([english.messages(many), german.messages(many)]).toEqual([inEnglish, inGerman]);
});

test("a language with more forms than two gets each where it belongs", () => {
  const { plural } = grammarOf<"zero" | "one" | "two" | "few" | "many" | "other">("ar");
  const forms = { zero: "0", one: "1", two: "2", few: "few", many: "many", other: "other" };
  expect([0, 1, 2, 3, 11, 100].map((many) => plural(many, forms))).toEqual([
    "0",
    "1",
    "2",
    "few",
    "many",
    "other",
  ]);
});

test("lists and sizes as each language writes them", () => {
  const names = ["Papa", "Jo", "Oma"];
  expect([english.listAll(names), german.listAll(names)]).toEqual(["Papa, Jo and Oma", "Papa, Jo und Oma"]);
  expect([english.listEither(names), german.listEither(names)]).toEqual([
    "Papa, Jo or Oma",
    "Papa, Jo oder Oma",
  ]);
  expect([english.size(12_001), german.size(12_001)]).toEqual(["13 kB", "13 kB"]);
  expect([english.size(3_450_000), german.size(1_250_000_000)]).toEqual(["3.5 MB", "1.250,0 MB"]);
});
