/**
 * The roster: whose stamps count. A chain of signed entries (`roster-entry.ts`); each names the SHA-256 of the one before, the
 * first is signed by the key it names: the first guardian, pinned by ble when a toy is claimed.
 *
 * The chain's fingerprint is the hash of entry 0, its head the hash of the last entry.
 */
import { SignatureError } from "./errors.ts";
import type { PublicKey } from "./jws.ts";
import type { PublicId } from "./public-id.ts";
import { readRosterEntry } from "./roster-entry.ts";
import { type RosterGuardian, RosterMembers, type RosterRelative, type RosterVault } from "./roster-rules.ts";
import { sha256 } from "./sha256.ts";

export interface Roster {
  readonly hub: PublicId;
  /** SHA-256 of entry 0: who the first guardian is. */
  readonly fingerprint: string;
  /** SHA-256 of the last entry. */
  readonly head: string;
  /** Hashes of all entries, oldest first: where a head lies in the chain. */
  readonly hashes: readonly string[];
  readonly guardians: ReadonlyMap<PublicId, RosterGuardian>;
  readonly relatives: ReadonlyMap<PublicId, RosterRelative>;
  /** Devices that count now, and whose they are. */
  readonly devices: ReadonlyMap<PublicKey, PublicId>;
  /** Of toys that were lent or given on: whose they are now. */
  readonly toys: ReadonlyMap<PublicId, PublicId>;
  /** Toys that are the family's no more. */
  readonly goneToys: ReadonlySet<PublicId>;
  /** Where recordings are sealed to now. */
  readonly vault: RosterVault;
  /** All that there were, oldest first; `vault` is the last. */
  readonly vaults: readonly RosterVault[];
}

const hashOf = (jws: string) => sha256(new TextEncoder().encode(jws));

/** {@link Roster.fingerprint} of entries that nobody has verified; `null` for none. */
export const rosterFingerprint = async ([first]: readonly string[]): Promise<string | null> =>
  first === undefined ? null : hashOf(first);

/**
 * Verifies a whole chain.
 * @throws SignatureError `roster.broken-chain`, a code of `RosterMembers.take`, or one of `verifyJws`
 */
export const verifyRoster = (entries: readonly string[]): Promise<Roster> => readChain(entries);

/**
 * Verifies what follows a chain that was verified before: the first of `more` names its head, or it is refused.
 * @returns the longer one; `before` stays as it is
 * @throws SignatureError as {@link verifyRoster}
 */
export const extendRoster = (before: Roster, more: readonly string[]): Promise<Roster> =>
  readChain(more, before);

async function readChain(entries: readonly string[], before?: Roster): Promise<Roster> {
  const members = new RosterMembers(before);
  const hashes = [...(before?.hashes ?? [])];
  let hub = before?.hub;
  for (const jws of entries) {
    const read = await readRosterEntry(jws);
    if (read === undefined) throw new SignatureError("roster.malformed", `entry ${hashes.length}`);
    hub ??= read.hub;
    if (read.prev !== (hashes.at(-1) ?? null) || read.hub !== hub) {
      throw new SignatureError("roster.broken-chain", `entry ${hashes.length} does not follow`);
    }
    members.take(read.entry, read.signer);
    hashes.push(await hashOf(jws));
  }
  const [fingerprint] = hashes;
  const head = hashes.at(-1);
  const { vault } = members;
  if (hub === undefined || vault === undefined || fingerprint === undefined || head === undefined) {
    throw new SignatureError("roster.malformed", "an empty roster");
  }
  return { hub, fingerprint, head, hashes, ...members, vault };
}

/** The person's keys as the roster has them, whatever the role. */
export const rosterPerson = (
  { guardians, relatives }: Pick<Roster, "guardians" | "relatives">,
  person: PublicId,
): RosterGuardian | RosterRelative | undefined => guardians.get(person) ?? relatives.get(person);

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
