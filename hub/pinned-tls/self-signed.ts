/**
 * A key and a certificate that nobody issued (X.509 v3, Ed25519; RFC 5280, RFC 8410): for TLS between two ends that know each other by the
 * key alone. Name and dates say nothing, and nobody looks at them.
 *
 *   30 Certificate
 *     30 to be signed   version 3, serial, Ed25519, name, dates, name, public key
 *     30 Ed25519
 *     03 signature
 */
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";

/** PEM texts, as `node:tls` takes them. */
export interface PinnedIdentity {
  readonly key: string;
  readonly certificate: string;
}

const ED25519 = der(0x30, Buffer.from("06032b6570", "hex"));
/** commonName (2.5.4.3). */
const NAME = der(0x30, der(0x31, der(0x30, Buffer.from("0603550403", "hex"), der(0x0c, "pawpost"))));
/** With no end that anybody could wait for: RFC 5280, 4.1.2.5. */
const DATES = der(0x30, der(0x17, "260101000000Z"), der(0x18, "99991231235959Z"));
const VERSION_3 = der(0xa0, der(0x02, Buffer.of(2)));

export function makePinnedIdentity(): PinnedIdentity {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40; // positive, and without a leading zero
  const spki = publicKey.export({ type: "spki", format: "der" });
  const body = der(0x30, VERSION_3, der(0x02, serial), ED25519, NAME, DATES, NAME, spki);
  const signature = der(0x03, Buffer.of(0), sign(null, body, privateKey));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificate: pem(der(0x30, body, ED25519, signature)),
  };
}

/** @param key public, or PEM of a private one @returns SHA-256 of its SubjectPublicKeyInfo, hex */
export function pinOf(key: KeyObject | string): string {
  const publicKey = typeof key === "string" ? createPublicKey(key) : key;
  return createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("hex");
}

/** Lengths of two bytes at most: all of the above has some 250. */
function der(tag: number, ...parts: readonly (Uint8Array | string)[]): Buffer {
  const content = Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part, "ascii") : part)),
  );
  const { length } = content;
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

const pem = (bytes: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${(bytes.toString("base64").match(/.{1,64}/g) ?? []).join("\n")}\n-----END CERTIFICATE-----\n`;
