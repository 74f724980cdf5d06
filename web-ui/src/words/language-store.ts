/** The language that was chosen on this device: the page keeps it, the push worker reads it, too. */
import { changeStore, openDatabase, readStore } from "../browser-database.ts";

const NAME = "pawpost-language";
const CHOICE = "choice";

/** @returns `undefined` where none was chosen, or the browser keeps nothing */
export const keptLanguage = (): Promise<unknown> =>
  // Some private windows keep nothing: the browser's own language it is.
  withStore((store) => readStore<unknown>(store, CHOICE, (choice) => choice.get(CHOICE))).catch(
    () => undefined,
  );

/** @throws DOMException where the browser keeps nothing */
export const keepLanguage = (language: string): Promise<void> =>
  withStore((store) => changeStore(store, CHOICE, (choice) => choice.put(language, CHOICE)));

/** Open no longer than it is needed: the page and the worker share it. */
async function withStore<T>(use: (store: IDBDatabase) => Promise<T>): Promise<T> {
  const store = await openDatabase(NAME, [CHOICE]);
  try {
    return await use(store);
  } finally {
    store.close();
  }
}
