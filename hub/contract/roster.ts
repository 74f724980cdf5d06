/**
 * The roster: whose stamps count. A chain of signed entries; each names the SHA-256 of the one before.
 *
 *   entry 0   guardian   signed by the key it names: the first guardian, pinned by ble when a toy is claimed
 *   entry n   guardian | device | device-out   signed by a guardian already in the chain
 *
 * The chain's fingerprint is the hash of entry 0, its head the hash of the last entry.
 */
import { z } from "zod";
import { SignatureError } from "./errors.ts";
import { type PublicKey, publicKey, type Signer, signJws, verifyJws } from "./jws.ts";
import { type PublicId, publicId } from "./public-id.ts";
import { sha256, sha256Hex } from "./sha256.ts";

const TYPE = "pawpost-roster+jws";

const entryBody = z.discriminatedUnion("kind", [
  /** A guardian, and where new recordings are sealed to from now on. */
  z.strictObject({
    kind: z.literal("guardian"),
    person: publicId,
    signingKey: publicKey,
    vault: z.strictObject({ number: z.int().min(1), recipient: z.string().regex(/^age1[a-z0-9]{58}$/) }),
  }),
  /** A device of a person already in the roster: what signs stamps and proofs. */
  z.strictObject({ kind: z.literal("device"), person: publicId, deviceKey: publicKey }),
  z.strictObject({ kind: z.literal("device-out"), deviceKey: publicKey }),
]);
export type RosterEntry = z.output<typeof entryBody>;

const payload = z.strictObject({
  v: z.literal(1),
  hub: publicId,
  prev: sha256Hex.nullable(),
  entry: entryBody,
});

/** The signed entries, oldest first, as they travel. */
export const rosterEntries = z.array(z.string().max(8_192)).min(1).max(10_000);

export interface Roster {
  readonly hub: PublicId;
  /** SHA-256 of entry 0: who the first guardian is. */
  readonly fingerprint: string;
  /** SHA-256 of the last entry. */
  readonly head: string;
  /** Hashes of all entries, oldest first: where a head lies in the chain. */
  readonly hashes: readonly string[];
  readonly guardians: ReadonlyMap<PublicId, PublicKey>;
  /** Devices that count now, and whose they are. */
  readonly devices: ReadonlyMap<PublicKey, PublicId>;
  readonly vault: { readonly number: number; readonly recipient: string };
}

export const signRosterEntry = (
  hub: PublicId,
  prev: string | null,
  entry: RosterEntry,
  signer: Signer,
): Promise<string> => signJws(TYPE, { v: 1, hub, prev, entry }, signer);

const hashOf = (jws: string) => sha256(new TextEncoder().encode(jws));

/**
 * Verifies a whole chain.
 * @throws SignatureError `roster.malformed`, `roster.broken-chain`, `roster.not-a-guardian`, or a code of `verifyJws`
 */
export async function verifyRoster(entries: readonly string[]): Promise<Roster> {
  const guardians = new Map<PublicId, PublicKey>();
  const devices = new Map<PublicKey, PublicId>();
  const hashes: string[] = [];
  let hub: PublicId | undefined;
  let vault: Roster["vault"] | undefined;
  for (const jws of entries) {
    const { signer, payload: raw } = await verifyJws(TYPE, jws);
    const parsed = payload.safeParse(raw);
    if (!parsed.success) throw new SignatureError("roster.malformed", `entry ${hashes.length}`);
    const { prev, entry, hub: namedHub } = parsed.data;
    hub ??= namedHub;
    if (prev !== (hashes.at(-1) ?? null) || namedHub !== hub) {
      throw new SignatureError("roster.broken-chain", `entry ${hashes.length} does not follow`);
    }
    const isFirst = hashes.length === 0;
    const bySelf = entry.kind === "guardian" && entry.signingKey === signer;
    const byGuardian = [...guardians.values()].includes(signer);
    if (isFirst ? !bySelf : !byGuardian) {
      throw new SignatureError("roster.not-a-guardian", `entry ${hashes.length} is not signed by a guardian`);
    }
    if (entry.kind === "guardian") {
      guardians.set(entry.person, entry.signingKey);
      if (vault !== undefined && !follows(entry.vault, vault)) {
        throw new SignatureError("roster.malformed", "the vault's number went back, or names two vaults");
      }
      vault = entry.vault;
    } else if (entry.kind === "device") {
      // A person's own signing key certifies that person's devices; nobody else can add one in that name.
      if (guardians.get(entry.person) !== signer)
        throw new SignatureError("roster.not-a-guardian", "a stranger's device");
      devices.set(entry.deviceKey, entry.person);
    } else {
      devices.delete(entry.deviceKey);
    }
    hashes.push(await hashOf(jws));
  }
  const [fingerprint] = hashes;
  const head = hashes.at(-1);
  if (hub === undefined || vault === undefined || fingerprint === undefined || head === undefined) {
    throw new SignatureError("roster.malformed", "an empty roster");
  }
  return { hub, fingerprint, head, hashes, guardians, devices, vault };
}

/** A number goes up with each new vault, and means one vault only. */
const follows = (next: Roster["vault"], known: Roster["vault"]): boolean =>
  next.number > known.number || (next.number === known.number && next.recipient === known.recipient);

/** What a reader remembers between sessions. */
export interface RosterPin {
  readonly fingerprint: string;
  readonly head: string;
}

/**
 * Holds a chain against what this reader saw before: same first guardian, and the head it remembers lies in the chain.
 * @throws SignatureError `roster.wrong-first-guardian`, `roster.older-than-known` or `roster.forked`
 */
export function assertFollows(roster: Roster, pin: RosterPin, knownLength?: number): void {
  if (roster.fingerprint !== pin.fingerprint)
    throw new SignatureError("roster.wrong-first-guardian", "another first guardian");
  if (roster.hashes.includes(pin.head)) return;
  const isShorter = knownLength !== undefined && roster.hashes.length < knownLength;
  throw new SignatureError(
    isShorter ? "roster.older-than-known" : "roster.forked",
    "does not contain the head known here",
  );
}
