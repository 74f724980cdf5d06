/**
 * age identities (X25519): the text `AGE-SECRET-KEY-1...` that opens, and the text `age1...` to seal to.
 * Format: https://c2sp.org/age, "The X25519 recipient type".
 */
import { age } from "./age.ts";
import { decodeBech32, encodeBech32, fromBech32Words, toBech32Words } from "./bech32.ts";

/** Opens what was sealed to its recipient. Secret. */
export type AgeIdentity = string & { readonly __brand: "AgeIdentity" };
/** Public: whom something is sealed to. */
export type AgeRecipient = string;

const PREFIX = "age-secret-key-";
/** PKCS #8 of an X25519 key up to its 32 bytes (RFC 8410 section 7): WebCrypto takes private keys in no shorter form. */
const PKCS8_X25519 = Uint8Array.of(
  ...[0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20],
);

export const makeIdentity = async (): Promise<AgeIdentity> =>
  (await (await age()).generateX25519Identity()) as AgeIdentity;

/** @param secret 32 bytes nobody can guess: random, or out of a key derivation */
export function identityFromBytes(secret: Uint8Array): AgeIdentity {
  if (secret.byteLength !== 32) throw new RangeError("an age identity takes 32 bytes");
  return encodeBech32(PREFIX, toBech32Words(secret)).toUpperCase() as AgeIdentity;
}

export const parseIdentity = (text: string): AgeIdentity | undefined =>
  secretOf(text) === undefined ? undefined : (text as AgeIdentity);

export const recipientOf = async (identity: AgeIdentity): Promise<AgeRecipient> =>
  (await age()).identityToRecipient(identity);

/**
 * The same identity as a key that opens and that no script can read again: what a page may keep while a session lasts.
 * @throws DOMException `NotSupportedError` where the browser has no X25519
 */
export async function identityKey(identity: AgeIdentity): Promise<CryptoKey> {
  const secret = secretOf(identity);
  if (secret === undefined) throw new RangeError("not an age identity");
  const pkcs8 = new Uint8Array([...PKCS8_X25519, ...secret]);
  return crypto.subtle.importKey("pkcs8", pkcs8, "X25519", false, ["deriveBits"]);
}

function secretOf(text: string): Uint8Array | undefined {
  if (text !== text.toUpperCase()) return undefined;
  const decoded = decodeBech32(text);
  const secret = decoded?.prefix === PREFIX ? fromBech32Words(decoded.words) : undefined;
  return secret?.byteLength === 32 ? secret : undefined;
}
