import { about } from "../../../hub/contract/about.ts";
import { changeStore, openDatabase, readStore } from "../browser-database.ts";
import { type Hidden, openLocalCipher } from "../local-cipher.ts";
import type { Parcel, ParcelStore } from "./parcel-store.ts";
import { isMarked, mark } from "./waiting-mark.ts";

const NAME = "pawpost-outbox";
const PARCELS = "parcels";
const KEYS = "keys";

/** As it lies in IndexedDB: what was said, and to whom, is encrypted; in the clear is what the hub is told anyway. */
interface KeptParcel extends Pick<Parcel, "meta" | "person">, Hidden {
  /** What is hidden is `about` as JSON, the toy's bytes and the WAV, one behind the other: where the second and the third begin. */
  readonly cuts: readonly [number, number];
}

export async function openParcelStore(): Promise<ParcelStore> {
  const database = await openDatabase(NAME, [PARCELS, KEYS]);
  const cipher = await openLocalCipher(database, KEYS);

  const count = () => readStore(database, PARCELS, (parcels) => parcels.count());
  const hasLost = isMarked(document) && (await count()) === 0;
  if (hasLost) mark(document, false);

  const pack = async ({ meta, person, about: facts, toyBytes, wav }: Parcel): Promise<KeptParcel> => {
    const json = new TextEncoder().encode(JSON.stringify(facts));
    const cuts = [json.byteLength, json.byteLength + toyBytes.byteLength] as const;
    const plain = await new Blob([json, toyBytes, wav]).arrayBuffer();
    return { meta, person, ...(await cipher.hide(plain)), cuts };
  };
  const unpack = async ({ meta, person, cuts, ...kept }: KeptParcel): Promise<Parcel> => {
    const plain = await cipher.show(kept);
    const json = new TextDecoder().decode(plain.subarray(0, cuts[0]));
    return {
      meta,
      person,
      about: about.parse(JSON.parse(json)),
      toyBytes: plain.slice(cuts[0], cuts[1]),
      wav: plain.slice(cuts[1]),
    };
  };

  return {
    hasLost,
    async all() {
      const kept = await readStore<KeptParcel[]>(database, PARCELS, (parcels) => parcels.getAll());
      // One that an older page sealed before it was sent has nothing that could be sealed anew.
      return Promise.all(kept.filter(({ hidden }) => hidden !== undefined).map(unpack));
    },
    count,
    has: async (id) => (await readStore(database, PARCELS, (parcels) => parcels.count(id))) > 0,
    async put(parcel) {
      const kept = await pack(parcel);
      await changeStore(database, PARCELS, (parcels) => parcels.put(kept, parcel.meta.id));
      mark(document, true);
      // Something of somebody's lies here: the browser is asked not to make room with it.
      void navigator.storage?.persist?.().catch(() => undefined); // It said no: as before.
    },
    async delete(id) {
      await changeStore(database, PARCELS, (parcels) => parcels.delete(id));
      if ((await count()) === 0) mark(document, false);
    },
  };
}
