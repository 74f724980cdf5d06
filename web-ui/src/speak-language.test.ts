import { expect, test, vi } from "vitest";
import { changeLanguage, speakAll } from "./speak-language.ts";
import { firstWords as german } from "./words/de/first-words.ts";
import { firstWords as english } from "./words/en/first-words.ts";
import { canSayAll, speak, spokenLanguage, words } from "./words.ts";

const atTheDoor = () => speak({ language: "en", locale: "en-GB", words: english, isWhole: false });

test("what lies behind the door has no words before somebody asked for them", async () => {
  atTheDoor();
  expect(words.signIn.title).toBe(english.signIn.title);
  expect(() => words.safety).toThrow('no words for "safety" yet');
  await speakAll();
  expect(words.safety.title).toBe("Safety");
  expect(canSayAll()).toBe(true);
});

test("the language that is chosen meanwhile is the one that is spoken", async () => {
  atTheDoor();
  const all = speakAll();
  speak({ language: "de", locale: "de-AT", words: german, isWhole: false });
  await all;
  expect(spokenLanguage()).toBe("de");
  expect(words.safety.title).toBe("Sicherheit");
});

test("words for all stay words for all when another language is chosen while they come", async () => {
  atTheDoor();
  vi.stubGlobal("document", { documentElement: {} });
  vi.stubGlobal("navigator", { languages: ["en"] });
  const all = speakAll();
  await Promise.all([changeLanguage("de"), all]);
  expect([spokenLanguage(), canSayAll()]).toEqual(["de", true]);
  expect(words.safety.title).toBe("Sicherheit");
  vi.unstubAllGlobals();
});
