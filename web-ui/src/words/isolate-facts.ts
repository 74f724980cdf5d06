/**
 * A name that runs the other way than the sentence around it keeps to itself: it would drag the numbers and signs beside it to its own
 * side. Unicode's isolates hold it together (UAX #9, FSI and PDI); nothing is added where everything runs one way.
 */

const FROM_RIGHT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
const FROM_LEFT =
  /(?![\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}])\p{L}/u;

/** What a sentence may be told that is shown as it is. The rest of the facts are codes and numbers, and stay what they are. */
const SHOWN = new Set(["who", "whom", "whose", "what", "toy", "child", "author", "sharedWith"]);

/** The same words, with what they are told isolated where it runs the other way than the language does. */
export function isolateFacts<T>(words: T, direction: "ltr" | "rtl"): T {
  const other = direction === "ltr" ? FROM_RIGHT : FROM_LEFT;
  const isolate = (fact: unknown): unknown => {
    if (typeof fact === "string") return other.test(fact) ? `\u2068${fact}\u2069` : fact;
    if (Array.isArray(fact)) return fact.map(isolate);
    if (typeof fact !== "object" || fact === null) return fact;
    return Object.fromEntries(
      Object.entries(fact).map(([name, value]) => [name, SHOWN.has(name) ? isolate(value) : value]),
    );
  };
  const within = (said: unknown): unknown => {
    if (typeof said === "function") return (...facts: unknown[]) => said(...facts.map(isolate));
    if (Array.isArray(said)) return said.map(within);
    if (typeof said !== "object" || said === null) return said;
    return Object.fromEntries(Object.entries(said).map(([key, inner]) => [key, within(inner)]));
  };
  return within(words) as T;
}
