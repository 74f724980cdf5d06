/** Ed25519 keys of the browser (WebCrypto, RFC 8410): a person's, kept as 32 bytes in the slot, and a device's, never readable. */
import { encodeBase64url } from "../../../hub/contract/base64url.ts";
import { type PublicKey, publicKey, type Signer } from "../../../hub/contract/jws.ts";

const PKCS8_ED25519 = Uint8Array.of(
  ...[0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20],
);

export interface SigningKey {
  /** 32 bytes. Secret. */
  readonly seed: Uint8Array<ArrayBuffer>;
  readonly publicKey: PublicKey;
}

/** @throws DOMException `NotSupportedError` where the browser has no Ed25519 */
export async function makeSigningKey(): Promise<SigningKey> {
  const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  return { seed: pkcs8.slice(PKCS8_ED25519.length), publicKey: await publicKeyOf(pair.publicKey) };
}

export const signerOf = async (key: SigningKey): Promise<Signer> => deviceSigner(await keepableSigner(key));

/** The same key as one that signs and that no script can read again. */
export async function keepableSigner({ seed, publicKey: name }: SigningKey): Promise<DeviceKey> {
  const pkcs8 = new Uint8Array([...PKCS8_ED25519, ...seed]);
  return {
    privateKey: await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]),
    publicKey: name,
  };
}

/** A key that is derived, not kept. @param seed 32 bytes nobody can guess */
export async function signerFromSeed(seed: Uint8Array<ArrayBuffer>): Promise<Signer> {
  const pkcs8 = new Uint8Array([...PKCS8_ED25519, ...seed]);
  // WebCrypto gives the public half away in no other form.
  const { x } = await crypto.subtle.exportKey(
    "jwk",
    await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]),
  );
  return signerOf({ seed, publicKey: publicKey.parse(x) });
}

/** What IndexedDB keeps: the browser lets scripts sign with the private half and never read it. */
export interface DeviceKey {
  readonly privateKey: CryptoKey;
  readonly publicKey: PublicKey;
}

/** @throws DOMException `NotSupportedError` where the browser has no Ed25519 */
export async function makeDeviceKey(): Promise<DeviceKey> {
  const pair = (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
  return { privateKey: pair.privateKey, publicKey: await publicKeyOf(pair.publicKey) };
}

export const deviceSigner = (device: DeviceKey): Signer => keySigner(device.privateKey, device.publicKey);

const keySigner = (key: CryptoKey, name: PublicKey): Signer => ({
  publicKey: name,
  sign: async (bytes) => new Uint8Array(await crypto.subtle.sign("Ed25519", key, bytes)),
});

const publicKeyOf = async (key: CryptoKey) =>
  publicKey.parse(encodeBase64url(new Uint8Array(await crypto.subtle.exportKey("raw", key))));
