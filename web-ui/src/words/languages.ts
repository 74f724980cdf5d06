/** The languages that the page speaks: one row each, under the language's own tag of BCP 47. Recipe: docs/languages.md. */
import type { firstWords } from "./en/first-words.ts";
import type { REPORT_WORDS } from "./en/report.ts";
import type { words } from "./en/words.ts";
import type { ProblemTable } from "./hub-problems.ts";
import type { Translated } from "./translated.ts";

/** Every word of the page. English gives the shape. */
export type Words = Translated<typeof words>;
/** Those of them that the door needs. */
export type FirstWords = Translated<typeof firstWords>;
export type ReportWords = Translated<typeof REPORT_WORDS>;

interface LanguageRow {
  /** As who speaks it calls it. */
  readonly name: string;
  readonly direction: "ltr" | "rtl";
  /** Only what is spoken is loaded: what is said at the door first, then all. */
  readonly loadFirst: () => Promise<{ readonly firstWords: FirstWords }>;
  readonly load: () => Promise<{ readonly words: Words }>;
  /** For the form for strangers, which loads nothing of the page. */
  readonly loadReport: () => Promise<{ readonly REPORT_WORDS: ReportWords }>;
  /** What the hub refuses, by its codes. The hub itself speaks English. */
  readonly loadProblems: "as the hub says it" | (() => Promise<{ readonly PROBLEM_WORDS: ProblemTable }>);
}

export const LANGUAGES = {
  en: {
    name: "English",
    direction: "ltr",
    loadFirst: () => import("./en/first-words.ts"),
    load: () => import("./en/words.ts"),
    loadReport: () => import("./en/report.ts"),
    loadProblems: "as the hub says it",
  },
  de: {
    name: "Deutsch",
    direction: "ltr",
    loadFirst: () => import("./de/first-words.ts"),
    load: () => import("./de/words.ts"),
    loadReport: () => import("./de/report.ts"),
    loadProblems: () => import("./de/problems.ts"),
  },
} as const satisfies Readonly<Record<string, LanguageRow>>;

export type Language = keyof typeof LANGUAGES;
/** The first is for readers who want none of them. */
export const LANGUAGE_TAGS = Object.keys(LANGUAGES) as [Language, ...Language[]];

/** @returns `undefined` where the hub's own words do */
export async function loadProblems(language: Language): Promise<ProblemTable | undefined> {
  const load: LanguageRow["loadProblems"] = LANGUAGES[language].loadProblems;
  return load === "as the hub says it" ? undefined : (await load()).PROBLEM_WORDS;
}

export const isLanguage = (tag: unknown): tag is Language =>
  typeof tag === "string" && Object.hasOwn(LANGUAGES, tag);
