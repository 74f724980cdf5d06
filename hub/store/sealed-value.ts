/**
 * How everything small is kept: AES-256-GCM (NIST SP 800-38D) under a subkey of the device key.
 *
 *   offset  size  field
 *   0       1     form     0x01; anything else is from a newer hub
 *   1       12    nonce    random
 *   13      n     sealed
 *   13+n    16    tag      over `sealed`, `form` and the place it belongs to
 *
 * The place (an index key, a file's name) is authenticated, so that a value moved elsewhere does not open there.
 */
import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from "node:crypto";
import { StoreError } from "./errors.ts";

const FORM = 0x01;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEAL_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

export function seal(key: KeyObject, place: Uint8Array, plain: Uint8Array): Buffer<ArrayBuffer> {
  const sealed = Buffer.allocUnsafe(SEAL_BYTES + plain.byteLength);
  sealed[0] = FORM;
  const nonce = randomFillSync(sealed.subarray(1, 1 + NONCE_BYTES));
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(aad(place));
  sealed.set(cipher.update(plain), 1 + NONCE_BYTES);
  cipher.final(); // GCM is a stream: nothing is left, but the tag needs it
  sealed.set(cipher.getAuthTag(), sealed.byteLength - TAG_BYTES);
  return sealed;
}

/** @throws StoreError `store.damaged` unless this key sealed these very bytes for this place */
export function unseal(key: KeyObject, place: Uint8Array, sealed: Uint8Array): Buffer<ArrayBuffer> {
  const plain = tryUnseal(key, place, sealed);
  if (plain === undefined) {
    throw new StoreError("store.damaged", "a stored value is not what was written");
  }
  return plain;
}

function tryUnseal(key: KeyObject, place: Uint8Array, sealed: Uint8Array): Buffer<ArrayBuffer> | undefined {
  if (sealed.byteLength < SEAL_BYTES || sealed[0] !== FORM) return undefined;
  const end = sealed.byteLength - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(1, 1 + NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(aad(place));
  decipher.setAuthTag(sealed.subarray(end));
  const plain = decipher.update(sealed.subarray(1 + NONCE_BYTES, end));
  try {
    decipher.final();
  } catch {
    return undefined; // final() throws for one reason only: the tag does not fit
  }
  return plain as Buffer<ArrayBuffer>;
}

const aad = (place: Uint8Array) => Buffer.concat([Uint8Array.of(FORM), place]);

const utf8 = new TextEncoder();
/** First byte of the plain text: the version of what the JSON means. */
const JSON_VERSION = 0x01;

export function sealJson(key: KeyObject, place: Uint8Array, value: unknown): Buffer<ArrayBuffer> {
  const text = utf8.encode(JSON.stringify(value));
  const plain = Buffer.allocUnsafe(1 + text.byteLength);
  plain[0] = JSON_VERSION;
  plain.set(text, 1);
  return seal(key, place, plain);
}

/** The tag vouches that we wrote it, so its shape is taken on trust. @throws StoreError `store.damaged` */
export function unsealJson<T>(key: KeyObject, place: Uint8Array, sealed: Uint8Array): T {
  return readJson<T>(unseal(key, place, sealed));
}

export function tryUnsealJson<T>(key: KeyObject, place: Uint8Array, sealed: Uint8Array): T | undefined {
  const plain = tryUnseal(key, place, sealed);
  return plain === undefined ? undefined : readJson<T>(plain);
}

function readJson<T>(plain: Buffer): T {
  if (plain[0] !== JSON_VERSION) {
    throw new StoreError("store.damaged", "a stored value is from a newer version: update this hub");
  }
  return JSON.parse(plain.toString("utf8", 1)) as T;
}
