import type { About } from "../../../hub/contract/about.ts";
import type { MessageMeta } from "../../../hub/contract/api.ts";
import type { SealedMeta } from "../../../hub/contract/post.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";

/**
 * A message that is stamped, or that a guardian is to hear first, and that the hub may not have yet. It is sealed when it is handed over: by then the family may
 * have another vault.
 */
export interface Parcel {
  /** Who said it. Goes when they are signed in, and with nobody else. */
  readonly person: PublicId;
  /** With a stamp, or without: then only the sealed copy is handed over. */
  readonly meta: Omit<MessageMeta, "vault"> | Omit<SealedMeta, "vault">;
  readonly about: About;
  readonly toyBytes: Uint8Array<ArrayBuffer>;
  readonly wav: Uint8Array<ArrayBuffer>;
}

/** Keeps parcels over a reload or a flat battery, under a key that no script can read. */
export interface ParcelStore {
  /** When this page was opened, the browser had put away what waited here. */
  readonly hasLost: boolean;
  all(): Promise<readonly Parcel[]>;
  /** How many there are, whoever said them. */
  count(): Promise<number>;
  has(id: string): Promise<boolean>;
  put(parcel: Parcel): Promise<void>;
  delete(id: string): Promise<void>;
}
