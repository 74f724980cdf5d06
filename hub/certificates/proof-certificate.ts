import type { ServerCertificate } from "../ports/certificates.ts";
import { makeKey } from "./order-certificate.ts";

/** Believed by nobody but the authority that asked for it: RFC 8737, 3. @param proof the key authorization */
export async function makeProofCertificate(name: string, proof: string): Promise<ServerCertificate> {
  const { crypto } = await import("acme-client");
  const authorization = { identifier: { type: "dns", value: name } } as Parameters<
    typeof crypto.createAlpnCertificate
  >[0];
  const [key, certificate] = await crypto.createAlpnCertificate(authorization, proof, makeKey());
  return { key: key.toString(), chain: certificate.toString() };
}
