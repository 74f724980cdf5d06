import type { About } from "../../../hub/contract/about.ts";
import type { MessageMeta } from "../../../hub/contract/api.ts";
import type { SealedMeta } from "../../../hub/contract/post.ts";

/**
 * A message that is stamped, or that a guardian is to hear first, and that the hub may not have yet. It is sealed when it is handed over: by then the family may
 * have another vault.
 */
export interface Parcel {
  /** With a stamp, or without: then only the sealed copy is handed over. */
  readonly meta: Omit<MessageMeta, "vault"> | Omit<SealedMeta, "vault">;
  readonly about: About;
  readonly toyBytes: Uint8Array<ArrayBuffer>;
  readonly wav: Uint8Array<ArrayBuffer>;
}

/** Keeps parcels over a reload or a flat battery, under a key that no script can read. */
export interface ParcelStore {
  all(): Promise<readonly Parcel[]>;
  put(parcel: Parcel): Promise<void>;
  delete(id: string): Promise<void>;
}
