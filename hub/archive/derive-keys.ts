/**
 * From a passphrase to two keys:
 *
 *   passphrase --NFKC, UTF-8--> Argon2id(salt, KDF) --HKDF-SHA-256--> wrap   stays here, opens the person's slot
 *                                                              `----> auth   goes to the hub, signs in
 *
 * Neither can be computed from the other (RFC 5869), and the hub never sees what both come from.
 */

import { encodeBase64url } from "../contract/base64url.ts";
import { type AgeIdentity, identityFromBytes } from "./identity.ts";

export interface PassphraseKeys {
  /** The slot's box is sealed to this identity. Never leaves the browser. */
  readonly wrap: AgeIdentity;
  /** 32 bytes as base64url. */
  readonly auth: string;
}

/** Runs Argon2id with the contract's `KDF`, off the page's thread. */
export type PassphraseHash = (
  passphrase: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
) => Promise<Uint8Array<ArrayBuffer>>;

const utf8 = new TextEncoder();

/** The same passphrase typed on two keyboards must be the same bytes: an umlaut has two forms in Unicode. */
export const passphraseBytes = (passphrase: string): Uint8Array<ArrayBuffer> =>
  utf8.encode(passphrase.normalize("NFKC"));

export async function derivePassphraseKeys(
  passphrase: string,
  salt: Uint8Array<ArrayBuffer>,
  hash: PassphraseHash,
): Promise<PassphraseKeys> {
  const root = await crypto.subtle.importKey(
    "raw",
    await hash(passphraseBytes(passphrase), salt),
    "HKDF",
    false,
    ["deriveBits"],
  );
  const branch = async (info: string) =>
    new Uint8Array(
      await crypto.subtle.deriveBits(
        { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: utf8.encode(info) },
        root,
        256,
      ),
    );
  return {
    wrap: identityFromBytes(await branch("pawpost/v1/wrap")),
    auth: encodeBase64url(await branch("pawpost/v1/auth")),
  };
}
