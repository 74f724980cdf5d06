/**
 * What the hub keeps of a guardian's passphrase: nothing, but a peppered Argon2id of the 32 bytes `auth` that the browser
 * derived from it. A stolen store without the pepper tests no guess; with it, each guess costs two Argon2id.
 */
import { argon2, createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import { makeBoundedQueue } from "./bounded-queue.ts";

interface Verifier {
  /** base64url, 16 and 32 bytes. */
  readonly salt: string;
  readonly hash: string;
}

export interface ArgonCost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** RFC 9106, second recommended option: 64 MiB, three passes. */
export const COST: ArgonCost = { memory: 65_536, passes: 3, parallelism: 1 };
const AT_ONCE = 2;
const MOST_WAITING = 8;

export interface Verifiers {
  /** @returns `undefined` when too many are at it already: 64 MiB each is a house's whole memory soon */
  make(auth: Uint8Array, salt: Uint8Array): Promise<Verifier | undefined>;
  /**
   * @param kept `null` for who has no passphrase, or is nobody: fits nothing, and costs the same
   * @returns `undefined` as above
   */
  fits(auth: Uint8Array, kept: Verifier | null): Promise<boolean | undefined>;
}

export function makeVerifiers(pepper: KeyObject, cost: ArgonCost = COST): Verifiers {
  const queue = makeBoundedQueue({ atOnce: AT_ONCE, mostWaiting: MOST_WAITING });

  const make: Verifiers["make"] = async (auth, salt) => {
    const made = await queue.run(() => {
      const message = createHmac("sha256", pepper).update(auth).digest();
      return new Promise<Buffer>((hashed, failed) => {
        argon2("argon2id", { message, nonce: salt, ...cost, tagLength: 32 }, (error, tag) =>
          error ? failed(error) : hashed(tag),
        );
      });
    });
    if (made === undefined) return undefined;
    return { salt: Buffer.from(salt).toString("base64url"), hash: made.done.toString("base64url") };
  };

  return {
    make,
    async fits(auth, kept) {
      const made = await make(auth, kept === null ? Buffer.alloc(16) : Buffer.from(kept.salt, "base64url"));
      if (made === undefined) return undefined;
      if (kept === null) return false;
      const [one, other] = [Buffer.from(made.hash, "base64url"), Buffer.from(kept.hash, "base64url")];
      return one.length === other.length && timingSafeEqual(one, other);
    },
  };
}
