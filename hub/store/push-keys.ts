import { createECDH, hkdfSync } from "node:crypto";

/** The order of P-256's base point (FIPS 186-5, SP 800-186). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** base64url, as RFC 8292 and what is built on it take them. */
export interface PushKeys {
  /** An uncompressed point, 65 bytes. */
  readonly publicKey: string;
  /** 32 bytes. */
  readonly privateKey: string;
}

/**
 * The hub's key pair by which push services know it again (VAPID).
 * @param seed 32 bytes, secret; stretched to 48, so that the remainder is even enough (FIPS 186-5, A.2.1)
 */
export function openPushKeys(seed: Uint8Array): PushKeys {
  const wide = Buffer.from(hkdfSync("sha256", seed, "", "pawpost/1/push", 48)).toString("hex");
  const scalar = (BigInt(`0x${wide}`) % (ORDER - 1n)) + 1n;
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(scalar.toString(16).padStart(64, "0"), "hex");
  return {
    publicKey: pair.getPublicKey("base64url"),
    privateKey: Buffer.from(pair.getPrivateKey("hex").padStart(64, "0"), "hex").toString("base64url"),
  };
}
