/**
 * One entry of the roster as it travels: a JWS over `{ v, hub, prev, entry }`, where `prev` is the SHA-256 of the entry before.
 * What each kind may do, and by whose signature, is in `roster-rules.ts`.
 */
import { z } from "zod";
import { type PublicKey, publicKey, type Signer, signJws, verifyJws } from "./jws.ts";
import { type PublicId, publicId } from "./public-id.ts";
import { sha256Hex } from "./sha256.ts";

const TYPE = "pawpost-roster+jws";

/** age X25519 recipient. */
const recipient = z.string().regex(/^age1[a-z0-9]{58}$/);
const vault = z.strictObject({ number: z.int().min(1), recipient });
/** What others seal to, and what signs in the person's name. */
const keys = { recipient, signingKey: publicKey };

/** What a relative may do for one child. */
const childRights = z.strictObject({
  child: publicId,
  /** Write to the child; a guardian listens first. */
  mayWrite: z.boolean(),
  /** What this relative's devices stamp goes to the child at once. */
  isTrusted: z.boolean(),
  /** Gets the answers that a guardian releases. */
  mayHear: z.boolean(),
});
export type ChildRights = z.output<typeof childRights>;
/** Of one relative: each child once. */
export const childrenRights = z.array(childRights).min(1).max(32);

const rosterEntry = z.discriminatedUnion("kind", [
  /** A guardian, and the vault of that moment. Of somebody known: new keys. */
  z.strictObject({ kind: z.literal("guardian"), person: publicId, ...keys, vault }),
  /** A relative, and what that one may do from now on. Of somebody known: other rights, or new keys. */
  z.strictObject({
    kind: z.literal("relative"),
    person: publicId,
    ...keys,
    children: childrenRights,
  }),
  /** A device of a person already in the roster: what signs stamps and proofs. */
  z.strictObject({ kind: z.literal("device"), person: publicId, deviceKey: publicKey }),
  z.strictObject({ kind: z.literal("device-out"), deviceKey: publicKey }),
  /** Where recordings are sealed to from now on. */
  z.strictObject({ kind: z.literal("vault"), vault }),
  /** A guardian who may change nothing here until reinstated. */
  z.strictObject({ kind: z.literal("suspended"), person: publicId }),
  z.strictObject({ kind: z.literal("reinstated"), person: publicId }),
  /** A person goes, and every device of theirs. */
  z.strictObject({ kind: z.literal("person-out"), person: publicId }),
  /** Whose toy it is: of one that is lent, or given on. */
  z.strictObject({ kind: z.literal("toy"), toy: publicId, child: publicId }),
  /** A toy goes. Its id never comes back: whoever claims it anew gets another. */
  z.strictObject({ kind: z.literal("toy-out"), toy: publicId }),
]);
export type RosterEntry = z.output<typeof rosterEntry>;

const payload = z.strictObject({
  v: z.literal(1),
  hub: publicId,
  prev: sha256Hex.nullable(),
  entry: rosterEntry,
});

/** The signed entries, oldest first, as they travel. */
export const rosterEntries = z.array(z.string().max(8_192)).min(1).max(10_000);

export const signRosterEntry = (
  hub: PublicId,
  prev: string | null,
  entry: RosterEntry,
  signer: Signer,
): Promise<string> => signJws(TYPE, { v: 1, hub, prev, entry }, signer);

/** @returns `undefined` for something signed that is no entry. @throws SignatureError, a code of `verifyJws` */
export async function readRosterEntry(
  jws: string,
): Promise<(z.output<typeof payload> & { readonly signer: PublicKey }) | undefined> {
  const { signer, payload: raw } = await verifyJws(TYPE, jws);
  const parsed = payload.safeParse(raw);
  return parsed.success ? { ...parsed.data, signer } : undefined;
}
