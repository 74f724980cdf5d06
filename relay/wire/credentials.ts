/**
 * Who is who, signed (JWS over Ed25519):
 *
 *   operator ── node credential ──▶ a relay's node     made when the node is set up; hubs pinned the operator's key
 *   operator ── enrolment ────────▶ a hub              made for a one-time code; the hub brings it with each session
 *   operator ── revocation ───────▶ a hub              one line each of a list that every node has
 *
 * So a node needs no list of hubs, and the operator's key need lie on none but one of them.
 */
import { z } from "zod";
import { type PublicKey, publicKey, type Signer, signJws, verifyJws } from "../../hub/contract/jws.ts";
import { WireError } from "./errors.ts";

const moment = z.int().min(0);

const nodeCredential = z.strictObject({
  v: z.literal(1),
  node: publicKey,
  /** Unix ms. */
  issuedAt: moment,
});

const enrolment = z.strictObject({
  v: z.literal(1),
  hub: publicKey,
  zone: z.string().max(190),
  issuedAt: moment,
});
export type Enrolment = z.output<typeof enrolment>;

const revocation = z.strictObject({ v: z.literal(1), hub: publicKey, revokedAt: moment });

/** One row a credential: its JWS type and what is signed. */
const KINDS = {
  node: { typ: "pawpost-relay-node", schema: nodeCredential },
  enrolment: { typ: "pawpost-enrolment", schema: enrolment },
  revocation: { typ: "pawpost-revocation", schema: revocation },
} as const;
type Kind = keyof typeof KINDS;
type Said<K extends Kind> = z.output<(typeof KINDS)[K]["schema"]>;

export const signCredential = <K extends Kind>(kind: K, said: Said<K>, operator: Signer): Promise<string> =>
  signJws(KINDS[kind].typ, said, operator);

/** @returns what was signed, and by whom: whether that is the operator is the caller's to ask. @throws WireError `wire.malformed` */
export async function readCredential<K extends Kind>(
  kind: K,
  jws: string,
): Promise<{ readonly by: PublicKey; readonly said: Said<K> }> {
  const { typ, schema } = KINDS[kind];
  const { signer, payload } = await verifyJws(typ, jws).catch((cause: unknown) => {
    throw new WireError("wire.malformed", `no ${kind} credential`, { cause });
  });
  const said = schema.safeParse(payload);
  if (!said.success) throw new WireError("wire.malformed", `no ${kind} credential`, { cause: said.error });
  return { by: signer, said: said.data as Said<K> };
}
