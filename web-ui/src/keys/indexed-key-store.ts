import type { PublicId } from "../../../hub/contract/public-id.ts";
import type { KeptSession, KeyStore } from "./key-store.ts";
import type { KnownRoster } from "./roster-pin.ts";
import type { DeviceKey } from "./signing-key.ts";

const NAME = "pawpost";
const KEYS = "keys";

/** @throws DOMException where the browser keeps nothing (some private windows) */
export async function openKeyStore(): Promise<KeyStore> {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(KEYS);
  const database = await resultOf(opening);

  const get = <T>(key: string): Promise<T | undefined> =>
    resultOf<T | undefined>(database.transaction(KEYS).objectStore(KEYS).get(key));

  /** All or nothing, and on disk before it resolves. */
  const write = (change: (keys: IDBObjectStore) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction(KEYS, "readwrite", { durability: "strict" });
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error("the browser's store gave up"));
      change(transaction.objectStore(KEYS));
    });

  return {
    device: () => get<DeviceKey>("device"),
    putDevice: (device) => write((keys) => keys.put(device, "device")),
    session: () => get<KeptSession>("session"),
    vault: () => get<CryptoKey>("vault"),
    putSession: (session, vault) =>
      write((keys) => {
        keys.put(session, "session");
        if (vault === undefined) keys.delete("vault");
        else keys.put(vault, "vault");
      }),
    putVault: (vault) => write((keys) => keys.put(vault, "vault")),
    endSession: () =>
      write((keys) => {
        keys.delete("session");
        keys.delete("vault");
      }),
    roster: (hub: PublicId) => get<KnownRoster>(`roster/${hub}`),
    knowsAnyHub: async () => {
      const range = IDBKeyRange.bound("roster/", "roster0", false, true);
      return (await resultOf(database.transaction(KEYS).objectStore(KEYS).count(range))) > 0;
    },
    putRoster: (hub, roster) => write((keys) => keys.put(roster, `roster/${hub}`)),
  };
}

const resultOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser's store refused"));
  });
