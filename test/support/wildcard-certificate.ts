/** A certificate for all names of one hub, by a test's own hand, in a folder as certbot leaves it; and the key that a browser is told to believe. */
import "reflect-metadata";
import { createHash, createPublicKey } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from "@peculiar/x509";

/** @returns SHA-256 of its public key, base64: for `--ignore-certificate-errors-spki-list` */
export async function layWildcardCertificate(folder: string, domain: string): Promise<string> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: "CN=pawpost-test",
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 86_400_000),
    extensions: [new SubjectAlternativeNameExtension([{ type: "dns", value: `*.${domain}` }])],
  });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  const key = `-----BEGIN PRIVATE KEY-----\n${pkcs8.replaceAll(/(.{64})/g, "$1\n")}\n-----END PRIVATE KEY-----\n`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "privkey.pem"), key, { mode: 0o600 });
  await writeFile(join(folder, "fullchain.pem"), certificate.toString("pem"));
  const spki = createPublicKey(certificate.toString("pem")).export({ type: "spki", format: "der" });
  return createHash("sha256").update(spki).digest("base64");
}
