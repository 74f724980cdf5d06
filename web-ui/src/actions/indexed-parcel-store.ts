import { about } from "../../../hub/contract/about.ts";
import { changeStore, openDatabase, resultOf } from "../browser-database.ts";
import type { Parcel, ParcelStore } from "./parcel-store.ts";

const NAME = "pawpost-outbox";
const PARCELS = "parcels";
const KEYS = "keys";
const CIPHER = "AES-GCM";

/** As it lies in IndexedDB: what was said, and to whom, is encrypted; in the clear is what the hub is told anyway. */
interface KeptParcel extends Pick<Parcel, "meta"> {
  readonly iv: Uint8Array<ArrayBuffer>;
  /** `about` as JSON, the toy's bytes and the WAV, one behind the other. */
  readonly hidden: ArrayBuffer;
  /** Where the second and the third begin. */
  readonly cuts: readonly [number, number];
}

export async function openParcelStore(): Promise<ParcelStore> {
  const database = await openDatabase(NAME, [PARCELS, KEYS]);
  const key = await localKey(database);

  const hide = async ({ meta, about: facts, toyBytes, wav }: Parcel): Promise<KeptParcel> => {
    const json = new TextEncoder().encode(JSON.stringify(facts));
    const cuts = [json.byteLength, json.byteLength + toyBytes.byteLength] as const;
    const plain = await new Blob([json, toyBytes, wav]).arrayBuffer();
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { meta, iv, hidden: await crypto.subtle.encrypt({ name: CIPHER, iv }, key, plain), cuts };
  };
  const show = async ({ meta, iv, hidden, cuts }: KeptParcel): Promise<Parcel> => {
    const plain = new Uint8Array(await crypto.subtle.decrypt({ name: CIPHER, iv }, key, hidden));
    const json = new TextDecoder().decode(plain.subarray(0, cuts[0]));
    return {
      meta,
      about: about.parse(JSON.parse(json)),
      toyBytes: plain.slice(cuts[0], cuts[1]),
      wav: plain.slice(cuts[1]),
    };
  };

  return {
    async all() {
      const kept = await resultOf<KeptParcel[]>(database.transaction(PARCELS).objectStore(PARCELS).getAll());
      // One that an older page sealed before it was sent has nothing that could be sealed anew.
      return Promise.all(kept.filter(({ hidden }) => hidden !== undefined).map(show));
    },
    async put(parcel) {
      const kept = await hide(parcel);
      await changeStore(database, PARCELS, (parcels) => parcels.put(kept, parcel.meta.id));
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
