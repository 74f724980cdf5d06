/**
 * A language for tests: every text of another, and behind it two fifths as much in Hebrew letters. It runs from right to left, is
 * longer than any language should be, and can still be found by its words. Imports nothing: a copy of it lies in a copy of the page.
 */
const LETTERS = "שלום דובי מספר סיפור לפני השינה ואז חולם על הים הגדול והרחוק";

const stretch = (text: string): string =>
  text.trim() === ""
    ? text
    : `${text} ${LETTERS.repeat(1 + Math.floor(text.length / LETTERS.length))
        .slice(0, Math.max(2, Math.ceil(text.length * 0.4)))
        .trim()}`;

/** The same shape: texts and what sentences return are stretched, and nothing else. */
export function stretchWords<T>(said: T): T {
  if (typeof said === "string") return stretch(said) as T;
  if (typeof said === "function")
    return ((...facts: unknown[]) => stretchWords((said as (...all: unknown[]) => unknown)(...facts))) as T;
  if (Array.isArray(said)) return said.map(stretchWords) as T;
  if (typeof said !== "object" || said === null) return said;
  return Object.fromEntries(Object.entries(said).map(([key, inner]) => [key, stretchWords(inner)])) as T;
}
