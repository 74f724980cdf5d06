/**
 * How hub and relay know each other. Each signs what the TLS connection between them exports (RFC 8446, 7.5; RFC 9266): who
 * sits in between has two connections, which export two values, and no use for either signature. So the certificate of that
 * connection proves nothing and need not.
 */
import { z } from "zod";
import { encodeBase64url } from "../../hub/contract/base64url.ts";
import { type PublicKey, type Signer, signJws, verifyJws } from "../../hub/contract/jws.ts";
import { type Enrolment, readCredential } from "./credentials.ts";
import { WireError } from "./errors.ts";

/** For `exportKeyingMaterial`. */
export const CHANNEL = { label: "EXPORTER-pawpost-relay-link-1", bytes: 32 } as const;

const channel = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const credential = z.string().max(2_048);
/** Counts a hub's sessions: of two at once the later one is meant. */
const session = z.int().min(1);

const NODE = "pawpost-relay-hello";
const HUB = "pawpost-hub-hello";
const ENROL = "pawpost-enrol";
const LOOK = "pawpost-look";

const nodeHello = z.strictObject({ v: z.literal(1), channel, node: credential });
const hubHello = z.strictObject({ v: z.literal(1), channel, session, enrolment: credential });
const lookHello = z.strictObject({ v: z.literal(1), channel, enrolment: credential });
const enrolHello = z.strictObject({ v: z.literal(1), channel, code: z.string().max(64) });

/** @param exported {@link CHANNEL} @param node the node's credential */
export const signNodeHello = (exported: Uint8Array, node: string, signer: Signer): Promise<string> =>
  signJws(NODE, { v: 1, channel: encodeBase64url(exported), node }, signer);

export const signHubHello = (
  exported: Uint8Array,
  said: { readonly session: number; readonly enrolment: string },
  signer: Signer,
): Promise<string> => signJws(HUB, { v: 1, channel: encodeBase64url(exported), ...said }, signer);

/** To be looked at from outside: no session, and no use for one. */
export const signLookHello = (exported: Uint8Array, enrolment: string, signer: Signer): Promise<string> =>
  signJws(LOOK, { v: 1, channel: encodeBase64url(exported), enrolment }, signer);

export const signEnrolHello = (exported: Uint8Array, code: string, signer: Signer): Promise<string> =>
  signJws(ENROL, { v: 1, channel: encodeBase64url(exported), code }, signer);

/**
 * @param isOperator whose nodes are meant
 * @returns the operator's key
 * @throws WireError unless a node of that operator speaks at the other end of this very connection
 */
export async function verifyNodeHello(
  jws: string,
  exported: Uint8Array,
  isOperator: (key: PublicKey) => boolean,
): Promise<PublicKey> {
  const { signer, said } = await open(NODE, jws, nodeHello, exported);
  const { by, said: credential } = await readCredential("node", said.node);
  if (!isOperator(by)) throw new WireError("wire.wrong-relay", "another operator's node");
  if (credential.node !== signer) throw new WireError("wire.wrong-relay", "a credential of another node");
  return by;
}

export interface KnownHub {
  readonly key: PublicKey;
  readonly session: number;
  readonly enrolment: Enrolment;
}

/** @throws WireError unless an enrolled hub speaks at the other end of this very connection; whether it was revoked the list knows */
export async function verifyHubHello(
  jws: string,
  exported: Uint8Array,
  operator: PublicKey,
): Promise<KnownHub> {
  const { signer, said } = await open(HUB, jws, hubHello, exported);
  const enrolment = await readEnrolment(said.enrolment, signer, operator);
  return { key: signer, session: said.session, enrolment };
}

/** @throws WireError as {@link verifyHubHello} */
export async function verifyLookHello(
  jws: string,
  exported: Uint8Array,
  operator: PublicKey,
): Promise<Omit<KnownHub, "session">> {
  const { signer, said } = await open(LOOK, jws, lookHello, exported);
  return { key: signer, enrolment: await readEnrolment(said.enrolment, signer, operator) };
}

async function readEnrolment(text: string, signer: PublicKey, operator: PublicKey): Promise<Enrolment> {
  const { by, said: enrolled } = await readCredential("enrolment", text);
  if (by !== operator) throw new WireError("wire.not-enrolled", "no enrolment of this operator");
  if (enrolled.hub !== signer) throw new WireError("wire.not-enrolled", "another hub's enrolment");
  return enrolled;
}

/** @returns the hub's key and the code that it brings, not looked up yet. @throws WireError */
export async function verifyEnrolHello(
  jws: string,
  exported: Uint8Array,
): Promise<{ readonly key: PublicKey; readonly code: string }> {
  const { signer, said } = await open(ENROL, jws, enrolHello, exported);
  return { key: signer, code: said.code };
}

async function open<T extends { readonly channel: string }>(
  typ: string,
  jws: string,
  schema: z.ZodType<T>,
  exported: Uint8Array,
): Promise<{ readonly signer: PublicKey; readonly said: T }> {
  const { signer, payload } = await verifyJws(typ, jws).catch((cause: unknown) => {
    throw new WireError("wire.malformed", "no hello", { cause });
  });
  const said = schema.safeParse(payload);
  if (!said.success) throw new WireError("wire.malformed", "no hello", { cause: said.error });
  if (said.data.channel !== encodeBase64url(exported))
    throw new WireError("wire.other-channel", "signed for another connection");
  return { signer, said: said.data };
}
