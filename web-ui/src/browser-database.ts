/** IndexedDB with promises, as far as this page needs it. */

/** @throws DOMException where the browser keeps nothing (some private windows) */
export function openDatabase(name: string, stores: readonly string[]): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    for (const store of stores) opening.result.createObjectStore(store);
  };
  return resultOf(opening);
}

/** @throws DOMException */
export const resultOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser's store refused"));
  });

/** One answer of one store. @throws DOMException, also where the system has cleared the database since it was opened */
export const readStore = async <T>(
  database: IDBDatabase,
  name: string,
  ask: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> => resultOf(ask(database.transaction(name).objectStore(name)));

/** All or nothing, and on disk before it resolves. @throws DOMException */
export const changeStore = (
  database: IDBDatabase,
  name: string,
  change: (store: IDBObjectStore) => void,
): Promise<void> => changeStores(database, [name], (transaction) => change(transaction.objectStore(name)));

/** The same for several stores at once. A change that finds it must not be made calls `abort`. @throws DOMException */
export const changeStores = (
  database: IDBDatabase,
  names: readonly string[],
  change: (transaction: IDBTransaction) => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const transaction = database.transaction([...names], "readwrite", { durability: "strict" });
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("the browser's store gave up"));
    change(transaction);
  });
