import type { PublicKey } from "../contract/jws.ts";
import type { PublicId } from "../contract/public-id.ts";

/** That a guardian's device has checked the ledger up to an entry (`hub/contract/ledger-head.ts`). */
export interface Countersignature {
  readonly device: PublicKey;
  readonly person: PublicId;
  /** When it was taken in, Unix ms. */
  readonly at: number;
  readonly jws: string;
}

export interface Countersignatures {
  /** The newest of each device. */
  all(): readonly Countersignature[];
  /** Takes the place of the device's own, and drops those of the devices in `gone`. Durable when it resolves. */
  put(one: Countersignature, gone: readonly PublicKey[]): Promise<void>;
}
