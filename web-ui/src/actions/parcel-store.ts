import type { MessageMeta } from "../../../hub/contract/api.ts";

/** A message that is stamped and sealed, and that the hub may not have yet. */
export interface Parcel {
  readonly meta: MessageMeta;
  readonly toyBytes: Uint8Array<ArrayBuffer>;
  readonly sealed: Uint8Array<ArrayBuffer>;
  readonly milliseconds: number;
  /** Unix ms, by the hub's clock. */
  readonly createdAt: number;
}

/** Keeps parcels over a reload or a flat battery. The readable half lies under a key that no script can read. */
export interface ParcelStore {
  all(): Promise<readonly Parcel[]>;
  put(parcel: Parcel): Promise<void>;
  delete(id: string): Promise<void>;
}
