/**
 * What nodes say to each other over NATS: JSON, one message each. A node that was taken over can say anything, so every one is read as if a stranger had
 * sent it: what does not fit is dropped, what matters is signed.
 *
 *   subject          who listens                        said                                    answered
 *   hub.<hub id>     the node where the hub is          dial     a visitor waits at ...         told, or not
 *                                                       session  which number has it?           session
 *                                                       proofs   what does it prove?            proofs
 *                                                       came     it is at another node now      -
 *   own              every node                         own      what does it prove of the relay's name?  proofs, each
 *   enrol            the operator's own node            enrol    a hub with a one-time code     enrolled, or refused
 *   revoked          every node                         lines    signed by the operator         -
 *   revocations      one node of all                    page     what do you know?              lines
 *
 * Nobody keeps a list of hubs: that a node listens on `hub.<hub id>` is the list, and when its connection to NATS goes, so does that.
 */
import { z } from "zod";
import { publicKey } from "../../hub/contract/jws.ts";
import { hubMessage, relayMessage } from "../wire/control-message.ts";

export const SUBJECTS = {
  hub: (id: string) => `hub.${id}`,
  own: "own",
  enrol: "enrol",
  revoked: "revoked",
  revocations: "revocations",
} as const;

const [, , dialSchema] = relayMessage.options;
const [, , proofsSchema] = hubMessage.options;
const label = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const number = z.int().min(1);
const line = z.string().max(2_048);
/** Of revocations, in one message: a quarter of NATS' own limit of 1 MiB. */
export const PAGE_LINES = 128;

export const hubQuestion = z.discriminatedUnion("kind", [
  dialSchema.extend({ label, isAuthority: z.boolean() }),
  z.strictObject({ kind: z.literal("session") }),
  z.strictObject({ kind: z.literal("proofs") }),
  z.strictObject({ kind: z.literal("came"), number }),
]);
export type HubQuestion = z.output<typeof hubQuestion>;

export const told = z.strictObject({ told: z.boolean() });
export const sessionAnswer = z.strictObject({ number: number.nullable() });
export const proofsAnswer = z.strictObject({ proofs: proofsSchema.omit({ kind: true }).nullable() });

export const ownQuestion = z.strictObject({});

export const enrolQuestion = z.strictObject({ hub: publicKey, code: z.string().max(64) });
export const enrolAnswer = z.strictObject({ enrolment: line.nullable() });

export const signedLines = z.strictObject({ lines: z.array(line).max(PAGE_LINES) });
/** `from`: how many of the sorted lines to leave out. */
export const pageQuestion = z.strictObject({ from: z.int().min(0).max(10_000_000) });

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** @returns `undefined` for anything else */
export function readMessage<T>(schema: z.ZodType<T>, bytes: Uint8Array): T | undefined {
  try {
    return schema.safeParse(JSON.parse(utf8.decode(bytes))).data;
  } catch {
    return undefined; // not JSON, or not UTF-8
  }
}
