/**
 * A certificate authority that is good for one name and for nothing else (RFC 5280, 4.2.1.10):
 *
 *   root       what devices believe; its key signs once, and is gone
 *     signer   its key is kept: issues, and may make no authority
 *       leaf   the home name, 397 days at most
 *
 * Root and signer say the same: for servers only; permitted is the home name (and what is below it), excluded every address in numbers, since
 * a kind of name that is not spoken of is free. It stands in the signer too, because not everybody looks for it in what they were told to believe
 * (RFC 5280, 6.1.1 (d), asks for no more than a name and a key there); in a signer everybody has to. Who has the hub's keys can pass for this
 * hub by its home name, and for nobody else.
 *
 * Another one, for what is reached by addresses in numbers as well (MQTT, which nothing but a smart home opens), is good for addresses of a house's
 * own network besides (RFC 1918, RFC 4193, and the machine itself).
 */
import { createPrivateKey, randomBytes, X509Certificate } from "node:crypto";
import type { Extension } from "@peculiar/x509";
import { hours } from "../domain/duration.ts";
import type { HomeAuthority, HomeNote } from "../ports/home-notes.ts";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
/** Made once, by whatever clock: a hub without a battery may believe that it is 1970. Devices are told to believe it by hand, so it is long. */
const AUTHORITY_LIFE = {
  notBefore: new Date("2026-01-01T00:00:00Z"),
  notAfter: new Date("2046-01-01T00:00:00Z"),
};
/** Browsers take no longer one; a day of it is spent for clocks that are behind. */
const LEAF_LIFE = hours(397 * 24);
const DATED_BACK = hours(24);
const NAME_CONSTRAINTS = "2.5.29.30";
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

/** Its name tells it apart from another hub's, in a phone's list of what it believes. */
const rootOf = (name: string): string => `CN=Pawpost at home\\, ${name} only, O=Pawpost`;
const signerOf = (name: string): string => `CN=${name}\\, signer, O=Pawpost`;

/** @param isForAddresses beside the name: of a house's own network */
export async function makeHomeAuthority(name: string, isForAddresses = false): Promise<HomeAuthority> {
  const x509 = await load();
  // Not even this process could write it down.
  const rootKeys = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
  const keys = await makeKeys();
  const constraints = new x509.Extension(NAME_CONSTRAINTS, true, encodeNameConstraints(name, isForAddresses));
  /** @param below how many authorities may be under it */
  const sign = async (subject: string, publicKey: CryptoKey, below: number, more: Extension[]) => {
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: makeSerial(),
      subject,
      issuer: rootOf(name),
      publicKey,
      signingKey: rootKeys.privateKey,
      signingAlgorithm: ALGORITHM,
      ...AUTHORITY_LIFE,
      extensions: [
        new x509.BasicConstraintsExtension(true, below, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
        new x509.ExtendedKeyUsageExtension([SERVER_AUTH]),
        ...more,
        await x509.AuthorityKeyIdentifierExtension.create(rootKeys.publicKey),
        await x509.SubjectKeyIdentifierExtension.create(publicKey),
      ],
    });
    return certificate.toString("pem");
  };
  return {
    root: await sign(rootOf(name), rootKeys.publicKey, 1, [constraints]),
    certificate: await sign(signerOf(name), keys.publicKey, 0, [constraints]),
    key: await pemOf(keys.privateKey),
  };
}

/** @param now Unix ms @param addresses that it is to be good for as well, in numbers */
export async function issueHomeCertificate(
  authority: HomeAuthority,
  name: string,
  now: number,
  addresses: readonly string[] = [],
): Promise<NonNullable<HomeNote["issued"]>> {
  const x509 = await load();
  const keys = await makeKeys();
  const issuer = new x509.X509Certificate(authority.certificate);
  const pkcs8 = createPrivateKey(authority.key).export({ type: "pkcs8", format: "der" });
  const signingKey = await crypto.subtle.importKey("pkcs8", new Uint8Array(pkcs8), ALGORITHM, false, [
    "sign",
  ]);
  const notBefore = new Date(now - DATED_BACK);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: makeSerial(),
    subject: `CN=${name}`,
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: ALGORITHM,
    notBefore,
    // The last second counts, too: RFC 5280, 4.1.2.5.
    notAfter: new Date(notBefore.getTime() + LEAF_LIFE - 1_000),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([SERVER_AUTH]),
      new x509.SubjectAlternativeNameExtension([
        { type: "dns", value: name },
        ...addresses.map((value) => ({ type: "ip", value }) as const),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(await issuer.publicKey.export()),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const leaf = certificate.toString("pem");
  const { validFromDate, validToDate } = new X509Certificate(leaf);
  return {
    key: await pemOf(keys.privateKey),
    chain: `${leaf}\n${authority.certificate}\n`,
    notBefore: validFromDate.getTime(),
    notAfter: validToDate.getTime(),
    spread: 0,
  };
}

/** Only where a home name is wanted: it is much to load, and most hubs need none of it. */
async function load() {
  await import("reflect-metadata");
  return import("@peculiar/x509");
}

const makeKeys = () => crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);

/** 126 bits of chance; the first makes it a positive number without a leading zero. */
function makeSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString("hex");
}

async function pemOf(key: CryptoKey): Promise<string> {
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey("pkcs8", key));
  return createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" })
    .export({ type: "pkcs8", format: "pem" })
    .toString();
}

/** Network and mask, as a subtree has them (RFC 5280, 4.2.1.10). */
const EVERYWHERE = [new Uint8Array(8), new Uint8Array(32)];
const IN_THE_HOUSE = [
  [10, 0, 0, 0, 255, 0, 0, 0],
  [172, 16, 0, 0, 255, 240, 0, 0],
  [192, 168, 0, 0, 255, 255, 0, 0],
  [127, 0, 0, 0, 255, 0, 0, 0],
  [0xfc, ...new Uint8Array(15), 0xfe, ...new Uint8Array(15)],
  [...new Uint8Array(15), 1, ...new Uint8Array(16).fill(255)],
].map((bytes) => Uint8Array.from(bytes));

/**
 *   30 NameConstraints
 *     a0 permittedSubtrees   30 { 82 dNSName }  and, where addresses count, 30 { 87 iPAddress } for each network of a house
 *     a1 excludedSubtrees    30 { 87 iPAddress 0.0.0.0/0 }  30 { 87 ::/0 }, where none counts
 */
function encodeNameConstraints(name: string, isForAddresses: boolean): Uint8Array<ArrayBuffer> {
  const subtree = (tag: number, base: Uint8Array) => der(0x30, der(tag, base));
  const networks = (all: readonly Uint8Array[]) => Buffer.concat(all.map((one) => subtree(0x87, one)));
  const own = subtree(0x82, Buffer.from(name, "ascii"));
  const parts = isForAddresses
    ? [der(0xa0, Buffer.concat([own, networks(IN_THE_HOUSE)]))]
    : [der(0xa0, own), der(0xa1, networks(EVERYWHERE))];
  return new Uint8Array(der(0x30, Buffer.concat(parts)));
}

/** All of the above has 255 bytes at most. */
const der = (tag: number, content: Uint8Array): Buffer => {
  const { byteLength } = content;
  return Buffer.concat([Uint8Array.from([tag, ...(byteLength < 128 ? [] : [0x81]), byteLength]), content]);
};
