import type { Parcel, ParcelStore } from "../../web-ui/src/actions/parcel-store.ts";

/** What a browser keeps of parcels, for as long as a test; tabs share it. */
export interface MemoryParcels extends ParcelStore {
  isFull: boolean;
}

export function makeMemoryParcels(): MemoryParcels {
  const kept = new Map<string, Parcel>();
  const parcels: MemoryParcels = {
    isFull: false,
    hasLost: false,
    all: async () => [...kept.values()],
    count: async () => kept.size,
    has: async (id) => kept.has(id),
    async put(parcel) {
      if (parcels.isFull) throw new DOMException("full", "QuotaExceededError");
      kept.set(parcel.meta.id, parcel);
    },
    delete: async (id) => void kept.delete(id),
  };
  return parcels;
}
