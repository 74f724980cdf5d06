import { createECDH, hkdfSync } from "node:crypto";
import type { PushKeyPair } from "../ports/push.ts";

/** The order of P-256's base point (FIPS 186-5, SP 800-186). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** @param seed 32 bytes, secret; stretched to 48, so that the remainder is even enough (FIPS 186-5, A.2.1) */
export function openPushKeys(seed: Uint8Array): PushKeyPair {
  const wide = Buffer.from(hkdfSync("sha256", seed, "", "pawpost/1/push", 48)).toString("hex");
  const scalar = (BigInt(`0x${wide}`) % (ORDER - 1n)) + 1n;
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(scalar.toString(16).padStart(64, "0"), "hex");
  return {
    publicKey: pair.getPublicKey("base64url"),
    privateKey: Buffer.from(pair.getPrivateKey("hex").padStart(64, "0"), "hex").toString("base64url"),
  };
}
