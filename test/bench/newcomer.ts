/**
 * Somebody who sees the page for the first time and is in no hurry: reads all that is new on a screen, thinks before each thing that is done,
 * types with two thumbs. A keystroke-level model (Card, Moran & Newell, "The keystroke-level model for user performance time", CACM 23/7, 1980)
 * with touch in place of the mouse; the pauses are really made, so that what the machine does meanwhile is not waited for again.
 */
import type { Locator, Page } from "playwright-core";

/** Seconds, each with whose measure it is. */
const OPERATORS = {
  /** M, before each thing that is done (Card et al.). */
  think: 1.35,
  /** P, to the place on the glass; a finger is faster than the mouse that this was measured for (Card et al.). */
  point: 1.1,
  /** K, the press itself: an average typist (Card et al.). */
  press: 0.28,
  /** A letter of words on a phone: 36 words a minute, of 37,370 people (Palin et al., "How do people type on mobile devices?", MobileHCI 2019). */
  letter: 60 / (36.2 * 5),
  /** A letter of a code that means nothing, looked up and typed: "typing complex codes" (Card et al.). */
  codeLetter: 0.75,
  /** A word that is read silently: 238 a minute (Brysbaert, "How many words do we read per minute?", 2019). */
  word: 60 / 238,
} as const;

export class Newcomer {
  readonly #page: Page;
  readonly #known = new Set<string>();
  taps = 0;
  letters = 0;
  words = 0;
  /** Spent by the person: the rest of the time is the machine's. */
  seconds = 0;

  constructor(page: Page) {
    this.#page = page;
  }

  /** What cannot be told by operators: walking, finding a word, speaking. */
  async spend(seconds: number): Promise<void> {
    this.seconds += seconds;
    await this.#page.waitForTimeout(seconds * 1_000);
  }

  /** Every line of the screen that was not there before. */
  async read(): Promise<void> {
    // biome-ignore lint/performance/useDomNodeTextContent: what is seen, line by line
    const text = await this.#page.getByRole("main").first().innerText();
    const lines = text.split("\n").filter((line) => line.trim() !== "" && !this.#known.has(line));
    for (const line of lines) this.#known.add(line);
    const words = lines
      .join(" ")
      .split(/\s+/)
      .filter((word) => /\p{L}/u.test(word)).length;
    this.words += words;
    await this.spend(words * OPERATORS.word);
  }

  async tap(what: Locator): Promise<void> {
    await what.waitFor({ timeout: 90_000 });
    this.taps += 1;
    await this.spend(OPERATORS.think + OPERATORS.point + OPERATORS.press);
    await what.click({ timeout: 90_000 });
  }

  async type(field: Locator, text: string, kind: "letter" | "codeLetter" = "letter"): Promise<void> {
    await this.tap(field);
    this.letters += text.length;
    this.seconds += text.length * OPERATORS[kind];
    await field.pressSequentially(text, { delay: OPERATORS[kind] * 1_000, timeout: 120_000 });
  }
}
