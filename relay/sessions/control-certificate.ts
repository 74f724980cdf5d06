import "reflect-metadata";
import { X509CertificateGenerator } from "@peculiar/x509";

const NAME = "CN=pawpost-relay";
const YEARS_MS = 10 * 365 * 86_400_000;

/** For the TLS under the control sessions, as long as there is none for browsers: made at each start, believed by nobody. Who speaks is what the hellos prove. */
export async function makeControlCertificate(
  now: number,
): Promise<{ readonly key: string; readonly cert: string }> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: NAME,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(now - 86_400_000),
    notAfter: new Date(now + YEARS_MS),
  });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey));
  const lines = pkcs8.toString("base64").replaceAll(/(.{64})/g, "$1\n");
  return {
    key: `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`,
    cert: certificate.toString("pem"),
  };
}
