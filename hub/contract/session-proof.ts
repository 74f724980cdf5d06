/**
 * Proof that a request comes from the device that a session belongs to: DPoP (RFC 9449) with a device key.
 *
 *   DPoP: <JWS, typ dpop+jwt>   payload { htm, htu, iat, jti, nonce, ath }
 *
 * `htu` is path and query (the origin is checked before); `nonce` is the session's, given by the hub at sign-in;
 * `ath` binds the proof to the session cookie that a script cannot read. `jti` is never accepted twice.
 */
import { z } from "zod";
import { type PublicKey, type Signer, signJws, verifyJws } from "./jws.ts";
import { publicId } from "./public-id.ts";

const TYPE = "dpop+jwt";
export const PROOF_HEADER = "dpop";
/** A proof counts this long to either side of the hub's clock. The page reads that clock from `now` at sign-in. */
export const PROOF_WINDOW_SECONDS = 60;

const proofBody = z.strictObject({
  htm: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
  htu: z.string().max(2_048).startsWith("/"),
  /** Unix seconds by the hub's clock. */
  iat: z.int(),
  jti: publicId,
  nonce: z.string().max(64).optional(),
  ath: z.string().max(64).optional(),
});
export type SessionProof = z.output<typeof proofBody>;

export const signProof = (proof: SessionProof, device: Signer): Promise<string> =>
  signJws(TYPE, proof, device);

/** @throws SignatureError when it is no proof at all; whether it fits the request is the caller's to compare */
export async function verifyProof(
  jws: string,
): Promise<{ readonly device: PublicKey; readonly proof: SessionProof } | undefined> {
  const { signer, payload } = await verifyJws(TYPE, jws);
  const parsed = proofBody.safeParse(payload);
  return parsed.success ? { device: signer, proof: parsed.data } : undefined;
}
