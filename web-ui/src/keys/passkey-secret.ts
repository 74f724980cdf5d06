/**
 * What a passkey opens with:
 *
 *   PRF(constant salt), 32 bytes of the authenticator's  --HKDF-SHA-256 (RFC 5869)-->  age identity, opens the person's box
 *
 * The salt is the same for everybody and for ever: the authenticator mixes a key of its own into it, for each passkey another.
 */
import { type AgeIdentity, identityFromBytes } from "../../../hub/archive/identity.ts";

const utf8 = new TextEncoder();

/** For `prf.eval.first`. */
export const PRF_SALT = utf8.encode("pawpost/v1/passkey-prf");

/** @param secret the PRF's output; overwritten, because nothing needs it any more */
export async function passkeyIdentity(secret: Uint8Array<ArrayBuffer>): Promise<AgeIdentity> {
  const root = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  secret.fill(0);
  const info = utf8.encode("pawpost/v1/passkey");
  const bits = await crypto.subtle.deriveBits(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info },
    root,
    256,
  );
  return identityFromBytes(new Uint8Array(bits));
}
