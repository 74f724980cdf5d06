import type { Journal } from "./journal.ts";

/** A journal that says of what something was changed, once that is durable. */
export function watchedJournal(journal: Journal, onChange: (keys: readonly string[]) => void): Journal {
  const change: Journal["change"] = async (changes) => {
    await journal.change(changes);
    onChange(changes.map(([key]) => key));
  };
  return {
    get: (key) => journal.get(key),
    entries: (prefix) => journal.entries(prefix),
    change,
    put: (key, value) => change([[key, value]]),
    delete: (key) => change([[key, undefined]]),
    [Symbol.asyncDispose]: () => journal[Symbol.asyncDispose](),
  };
}
