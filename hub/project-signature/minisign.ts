/**
 * Signatures as minisign makes them (https://jedisct1.github.io/minisign/), so that whoever doubts us can check with a tool that is not ours.
 *
 *   a public key      base64 of  "Ed" | key id, 8 bytes | Ed25519 public key, 32 bytes
 *
 *   a signature       untrusted comment: <anything>
 *                     base64 of  "ED" | key id, 8 bytes | Ed25519 over BLAKE2b-512 of the file, 64 bytes
 *                     trusted comment: <what the signer says beside it>
 *                     base64 of  Ed25519 over the 64 bytes above and the trusted comment, 64 bytes
 *
 * The older form "Ed", over the file itself, is not taken: one form is enough.
 */
import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";

export interface MinisignKey {
  /** As it is written down, one for each key. */
  readonly text: string;
  /** Hex. Chosen by whoever made the key: it says which to try, and proves nothing. */
  readonly id: string;
  readonly key: KeyObject;
}

export interface MinisignSignature {
  readonly id: string;
  readonly signature: Uint8Array;
  /** Without its label; signed, too. */
  readonly comment: string;
  readonly ofComment: Uint8Array;
}

const KEY_BYTES = 42;
const ID_END = 10;
const SIGNATURE_BYTES = 74;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const UNTRUSTED = "untrusted comment: ";
const TRUSTED = "trusted comment: ";

/** @param text the one line, without its comment */
export function parseMinisignKey(text: string): MinisignKey | undefined {
  const bytes = readBase64(text, KEY_BYTES);
  if (bytes === undefined || bytes.toString("latin1", 0, 2) !== "Ed") return undefined;
  const x = bytes.subarray(ID_END).toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  return { text, id: bytes.toString("hex", 2, ID_END), key };
}

export function parseMinisignSignature(text: string): MinisignSignature | undefined {
  const [untrusted = "", signed = "", trusted = "", ofComment = "", ...more] = text.trimEnd().split("\n");
  if (!untrusted.startsWith(UNTRUSTED) || !trusted.startsWith(TRUSTED) || more.length > 0) return undefined;
  const bytes = readBase64(signed, SIGNATURE_BYTES);
  const global = readBase64(ofComment, SIGNATURE_BYTES - ID_END);
  if (bytes === undefined || global === undefined || bytes.toString("latin1", 0, 2) !== "ED")
    return undefined;
  return {
    id: bytes.toString("hex", 2, ID_END),
    signature: bytes.subarray(ID_END),
    comment: trusted.slice(TRUSTED.length),
    ofComment: global,
  };
}

/** Whether `key` made it, over `file` and over its own trusted comment. */
export function isSignedBy(
  file: Uint8Array,
  signature: MinisignSignature,
  { id, key }: MinisignKey,
): boolean {
  if (signature.id !== id) return false;
  const digest = createHash("blake2b512").update(file).digest();
  const comment = Buffer.concat([signature.signature, Buffer.from(signature.comment)]);
  return verify(null, digest, key, signature.signature) && verify(null, comment, key, signature.ofComment);
}

function readBase64(text: string, byteLength: number): Buffer | undefined {
  const bytes = Buffer.from(BASE64.test(text) ? text : "", "base64");
  // One way to write it: what decodes to the same and is written otherwise is another text.
  return bytes.byteLength === byteLength && bytes.toString("base64") === text ? bytes : undefined;
}
