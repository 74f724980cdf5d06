import { about } from "../../../hub/contract/about.ts";
import { changeStore, openDatabase, resultOf } from "../browser-database.ts";
import { type Hidden, openLocalCipher } from "../local-cipher.ts";
import type { Parcel, ParcelStore } from "./parcel-store.ts";

const NAME = "pawpost-outbox";
const PARCELS = "parcels";
const KEYS = "keys";

/** As it lies in IndexedDB: what was said, and to whom, is encrypted; in the clear is what the hub is told anyway. */
interface KeptParcel extends Pick<Parcel, "meta">, Hidden {
  /** Of `about` as JSON, the toy's bytes and the WAV, one behind the other: where the second and the third begin. */
  readonly cuts: readonly [number, number];
}

export async function openParcelStore(): Promise<ParcelStore> {
  const database = await openDatabase(NAME, [PARCELS, KEYS]);
  const cipher = await openLocalCipher(database, KEYS);

  const hide = async ({ meta, about: facts, toyBytes, wav }: Parcel): Promise<KeptParcel> => {
    const json = new TextEncoder().encode(JSON.stringify(facts));
    const cuts = [json.byteLength, json.byteLength + toyBytes.byteLength] as const;
    const plain = await new Blob([json, toyBytes, wav]).arrayBuffer();
    return { meta, ...(await cipher.hide(plain)), cuts };
  };
  const show = async ({ meta, cuts, ...kept }: KeptParcel): Promise<Parcel> => {
    const plain = await cipher.show(kept);
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
