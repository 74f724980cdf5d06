/**
 * age identities (X25519): the text `AGE-SECRET-KEY-1...` that opens, and the text `age1...` to seal to.
 * Format: https://c2sp.org/age, "The X25519 recipient type".
 */
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { encodeBech32, toBech32Words } from "./bech32.ts";

/** Opens what was sealed to its recipient. Secret. */
export type AgeIdentity = string & { readonly __brand: "AgeIdentity" };
/** Public: whom something is sealed to. */
export type AgeRecipient = string;

const IDENTITY = /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/;

export const makeIdentity = async (): Promise<AgeIdentity> => (await generateX25519Identity()) as AgeIdentity;

/** @param secret 32 bytes nobody can guess: random, or out of a key derivation */
export function identityFromBytes(secret: Uint8Array): AgeIdentity {
  if (secret.byteLength !== 32) throw new RangeError("an age identity takes 32 bytes");
  return encodeBech32("age-secret-key-", toBech32Words(secret)).toUpperCase() as AgeIdentity;
}

export const parseIdentity = (text: string): AgeIdentity | undefined =>
  IDENTITY.test(text) ? (text as AgeIdentity) : undefined;

export const recipientOf = (identity: AgeIdentity): Promise<AgeRecipient> => identityToRecipient(identity);
