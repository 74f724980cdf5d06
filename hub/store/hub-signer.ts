import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { promisify } from "node:util";
import { publicKey, type Signer } from "../contract/jws.ts";

/** PKCS #8 around an Ed25519 seed (RFC 8410, section 7). */
const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");
const signAsync = promisify(sign);

/** The hub's own signing key. @param seed 32 bytes, secret */
export function openHubSigner(seed: Uint8Array): Signer {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: "der", type: "pkcs8" });
  const { x } = createPublicKey(key).export({ format: "jwk" });
  return {
    publicKey: publicKey.parse(x),
    sign: async (bytes) => new Uint8Array(await signAsync(null, bytes, key)),
  };
}
