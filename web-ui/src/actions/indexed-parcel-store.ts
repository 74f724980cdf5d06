import { changeStore, openDatabase, resultOf } from "../browser-database.ts";
import type { Parcel, ParcelStore } from "./parcel-store.ts";

const NAME = "pawpost-outbox";
const PARCELS = "parcels";
const KEYS = "keys";
const CIPHER = "AES-GCM";

/** As it lies in IndexedDB: the toy's bytes, which anybody could listen to, are encrypted. */
interface KeptParcel extends Omit<Parcel, "toyBytes"> {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly hiddenToyBytes: ArrayBuffer;
}

export async function openParcelStore(): Promise<ParcelStore> {
  const database = await openDatabase(NAME, [PARCELS, KEYS]);
  const key = await localKey(database);

  return {
    async all() {
      const kept = await resultOf<KeptParcel[]>(database.transaction(PARCELS).objectStore(PARCELS).getAll());
      return Promise.all(
        kept.map(async ({ iv, hiddenToyBytes, ...rest }) => {
          const toyBytes = new Uint8Array(
            await crypto.subtle.decrypt({ name: CIPHER, iv }, key, hiddenToyBytes),
          );
          return { ...rest, toyBytes };
        }),
      );
    },
    async put({ toyBytes, ...rest }) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const hiddenToyBytes = await crypto.subtle.encrypt({ name: CIPHER, iv }, key, toyBytes);
      await changeStore(database, PARCELS, (parcels) =>
        parcels.put({ ...rest, iv, hiddenToyBytes } satisfies KeptParcel, rest.meta.id),
      );
    },
    delete: (id) => changeStore(database, PARCELS, (parcels) => parcels.delete(id)),
  };
}

/** Made once for this browser; scripts can use it and never read it. */
async function localKey(database: IDBDatabase): Promise<CryptoKey> {
  const made = await crypto.subtle.generateKey({ name: CIPHER, length: 256 }, false, ["encrypt", "decrypt"]);
  // Two tabs may come here at once: the one that is second to write takes the first one's key.
  await changeStore(database, KEYS, (keys) => {
    const known = keys.count("local");
    known.onsuccess = () => {
      if (known.result === 0) keys.put(made, "local");
    };
  });
  return resultOf<CryptoKey>(database.transaction(KEYS).objectStore(KEYS).get("local"));
}
