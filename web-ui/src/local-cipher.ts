/** Hides what a browser keeps, under a key that scripts of this page can use and never read. */
import { changeStore, readStore } from "./browser-database.ts";

const NAME = "AES-GCM";
const KEY = "local";
const IV_BYTES = 12;

export interface Hidden {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly hidden: ArrayBuffer;
}

export interface LocalCipher {
  /** @param place what it belongs to: hidden for one place, it opens at no other */
  hide(plain: BufferSource, place?: string): Promise<Hidden>;
  /** @throws DOMException where it was changed, moved, or hidden under another key */
  show(hidden: Hidden, place?: string): Promise<Uint8Array<ArrayBuffer>>;
}

/** @param store of `database`, where the key lies */
export async function openLocalCipher(database: IDBDatabase, store: string): Promise<LocalCipher> {
  const key = await localKey(database, store);
  const how = (iv: Uint8Array<ArrayBuffer>, place: string | undefined): AesGcmParams =>
    place === undefined
      ? { name: NAME, iv }
      : { name: NAME, iv, additionalData: new TextEncoder().encode(place) };
  return {
    async hide(plain, place) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      return { iv, hidden: await crypto.subtle.encrypt(how(iv, place), key, plain) };
    },
    async show({ iv, hidden }, place) {
      return new Uint8Array(await crypto.subtle.decrypt(how(iv, place), key, hidden));
    },
  };
}

/** Made once for this browser; at each later visit only read. */
async function localKey(database: IDBDatabase, store: string): Promise<CryptoKey> {
  const read = <T>() => readStore<T>(database, store, (keys) => keys.get(KEY));
  const known = await read<CryptoKey | undefined>();
  if (known !== undefined) return known;
  const made = await crypto.subtle.generateKey({ name: NAME, length: 256 }, false, ["encrypt", "decrypt"]);
  // Two tabs may come here at once: the one that is second to write takes the first one's key.
  await changeStore(database, store, (keys) => {
    const others = keys.count(KEY);
    others.onsuccess = () => {
      if (others.result === 0) keys.put(made, KEY);
    };
  });
  return read<CryptoKey>();
}
