import type { Journal, JsonValue } from "../../ble/journal/journal.ts";

/** A journal that outlives whoever uses it and nothing else. */
export function memoryJournal(): Journal {
  const entries = new Map<string, JsonValue>();
  const change: Journal["change"] = async (changes) => {
    for (const [key, value] of changes) {
      if (value === undefined) entries.delete(key);
      else entries.set(key, structuredClone(value));
    }
  };
  return {
    get: (key) => entries.get(key),
    put: (key, value) => change([[key, value]]),
    delete: (key) => change([[key, undefined]]),
    change,
    entries: (prefix) =>
      [...entries].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1)),
    [Symbol.asyncDispose]: async () => undefined,
  };
}
