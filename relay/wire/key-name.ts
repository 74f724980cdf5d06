import { createHash } from "node:crypto";
import type { PublicKey } from "../../hub/contract/jws.ts";
import { encodeBase32 } from "./base32.ts";

const BITS_128 = 16;

/** 128 bits of a public key's SHA-256 in 26 letters: nobody makes another key that goes by it. */
export const nameOfKey = (key: PublicKey): string =>
  encodeBase32(createHash("sha256").update(Buffer.from(key, "base64url")).digest().subarray(0, BITS_128));
