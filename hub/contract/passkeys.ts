/**
 * Passkeys: what an authenticator answers (WebAuthn Level 3), as far as the hub is told.
 *
 * One touch does two things. The signature signs in, at the hub. The output of the extension `prf`, evaluated in the same
 * assertion, opens the person's box, in the browser (`web-ui/src/keys/passkey.ts`). The hub is told nothing of the second: these
 * schemas are strict, and have no place for what an extension gave.
 */
import { z } from "zod";
import { encodeBase64url, parseBase64url } from "./base64url.ts";

const bytes = (most: number) =>
  z
    .string()
    .min(1)
    .max(Math.ceil((most * 4) / 3))
    .refine((text) => parseBase64url(text) !== undefined, "not base64url");

/** WebAuthn, 4: at most 1,023 bytes. */
export const credentialId = bytes(1_023);
/** The name that a passkey is for: of the page's host, or of a domain above it. */
export const rpId = z
  .string()
  .max(253)
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/);
/** How the browser reaches the authenticator; a hint for the next time (WebAuthn, 5.8.4). */
export const transports = z.array(z.string().regex(/^[a-z-]{1,20}$/)).max(8);

/** Ed25519, ECDSA with P-256, RSA with SHA-256 (Windows Hello); by their numbers in COSE. */
export const PASSKEY_ALGORITHMS = [-8, -7, -257] as const;

/** Of `navigator.credentials.create()`. */
export const passkeyMade = z.strictObject({
  id: credentialId,
  clientDataJSON: bytes(2_000),
  attestationObject: bytes(4_000),
  transports,
});
export type PasskeyMade = z.output<typeof passkeyMade>;

/** Of `navigator.credentials.get()`. */
export const passkeyAnswer = z.strictObject({
  id: credentialId,
  clientDataJSON: bytes(2_000),
  authenticatorData: bytes(2_000),
  signature: bytes(4_000),
  /** The id of the person whom the passkey is for; authenticators leave it out where they were asked for one credential. */
  userHandle: bytes(64).optional(),
});
export type PasskeyAnswer = z.output<typeof passkeyAnswer>;

/** `POST /sign-in/passkey/nonce`, `POST /slots/passkey/nonce`: what to sign, and for which name. */
export const passkeyNonce = z.strictObject({ nonce: z.string().max(128), rpId });
export type PasskeyNonce = z.output<typeof passkeyNonce>;

/** A nonce of the hub as WebAuthn takes a challenge: its letters, as base64url. */
export const challengeOf = (nonce: string): string => encodeBase64url(new TextEncoder().encode(nonce));

/** @returns `undefined` for what no nonce is */
export function nonceIn(challenge: string): string | undefined {
  const letters = parseBase64url(challenge);
  return letters === undefined ? undefined : new TextDecoder().decode(letters);
}
