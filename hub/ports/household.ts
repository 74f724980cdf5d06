import type { PublicKey } from "../contract/jws.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { CareChoice } from "../contract/toy-care.ts";
import type { ChildTimes } from "../domain/child-times.ts";
import type { Idle } from "../domain/idle-days.ts";
import type { KeepDays } from "../domain/keep-time.ts";
import type { ToySkill } from "../domain/toy-skill.ts";
import type { Invitation } from "./invitation.ts";
import type { LedgerEntry } from "./ledger.ts";

/**
 * One way in which a person's keys open; `hub/contract/slots.ts`. Times are Unix ms. A passphrase that an older hub kept has
 * neither id nor dates.
 */
export type Slot =
  | {
      readonly kind: "passphrase";
      readonly id?: PublicId;
      readonly madeAt?: number;
      readonly testedAt?: number;
      readonly salt: string;
      readonly box: string;
    }
  | {
      readonly kind: "recovery-sheet";
      readonly id: PublicId;
      readonly madeAt: number;
      /** When it was last typed back; `null` until then. */
      readonly testedAt: number | null;
      readonly recipient: string;
      readonly proofKey: PublicKey;
      readonly box: string;
    }
  | {
      readonly kind: "passkey";
      readonly id: PublicId;
      readonly madeAt: number;
      readonly lastUsedAt: number;
      readonly label: string;
      /** The name of the hub that it is for. */
      readonly rpId: string;
      /** The credential's id, base64url. */
      readonly credential: string;
      /** COSE key (RFC 9052), base64url. */
      readonly publicKey: string;
      /** Of the last answer; 0 where the authenticator does not count. */
      readonly counter: number;
      readonly transports: readonly string[];
      /** For how long nobody used it, as it was counted last; left out since the last use. */
      readonly idle?: Idle;
      readonly box: string;
    };

/** A vault's identity as an age file to one guardian. */
interface BoxedVault {
  readonly number: number;
  readonly recipient: string;
  readonly box: string;
}

/** Somebody of the family as the hub knows them. Everything secret is a box that only the person's own browser opens. */
export interface AnyPerson {
  readonly id: PublicId;
  readonly name: string;
  /** age recipient of the person's own identity. */
  readonly recipient: string;
  readonly signingKey: PublicKey;
  readonly slots: readonly Slot[];
  /** Peppered Argon2id of `auth`: salt and hash, base64url. `null` for who has no passphrase. */
  readonly verifier: { readonly salt: string; readonly hash: string } | null;
}
export interface GuardianPerson extends AnyPerson {
  readonly role: "guardian";
  /** The vaults that this guardian opens, newest last: older ones until all that they keep is sealed to the newest. */
  readonly vaults: readonly BoxedVault[];
  /** By which the family asks for help; `hub/contract/phone-number.ts`. */
  readonly phone?: string;
  /** Since when this guardian may change nothing, on both clocks, and by whom. As the roster has it. */
  readonly suspended?: { readonly by: PublicId; readonly at: number; readonly livedAt: number };
}
export function withoutPhone({ phone: _gone, ...rest }: GuardianPerson): GuardianPerson {
  return rest;
}
/** What a relative may do is in the roster alone. */
interface RelativePerson extends AnyPerson {
  readonly role: "relative";
}
export type Person = GuardianPerson | RelativePerson;
export type Role = Person["role"];

/**
 * Who made up the family until nobody of it could get in any more, and the hub started anew. Kept as it was: who finds
 * an old passphrase or sheet opens with these boxes what was sealed then.
 */
export interface FormerFamily {
  /** Unix ms. */
  readonly endedAt: number;
  readonly people: readonly Person[];
  readonly roster: readonly string[];
}

/** The first guardian of a family that takes the place of another, with the two entries of its roster. */
export interface NewFamily {
  readonly person: GuardianPerson;
  readonly roster: readonly string[];
  readonly session: Session;
}

/** Put, removed and appended together. */
export interface HouseholdChange {
  readonly people?: readonly Person[];
  /** People who go. Their sessions are `Access.revoke`'s to end. */
  readonly gone?: readonly PublicId[];
  /** Entries that follow the roster. */
  readonly roster?: readonly string[];
  readonly children?: readonly Child[];
  /** What goes is overwritten wherever it lies. */
  readonly goneChildren?: readonly PublicId[];
  readonly toys?: readonly Toy[];
  readonly goneToys?: readonly PublicId[];
  readonly invitations?: readonly Invitation[];
  /** Invitations that nobody asks for any more. */
  readonly forgotten?: readonly PublicId[];
}

export interface Session {
  /** SHA-256 of the cookie's token, base64url; the token itself is kept nowhere. */
  readonly id: string;
  readonly person: PublicId;
  readonly device: PublicKey;
  readonly deviceLabel: string;
  readonly nonce: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Lived time when it began (`hub/domain/lived-time.ts`); an older hub did not note it. */
  readonly livedAt?: number;
  /** To the minute: written at most once in one, see `useSession`. */
  readonly lastUsedAt: number;
  /** When it was ended before its time, and by whom; `by` is `null` for who signed out there. */
  readonly ended: { readonly at: number; readonly by: PublicId | null } | null;
}

export interface Child {
  readonly id: PublicId;
  readonly name: string;
  /** For how long messages are kept; left out until somebody chose. `null` is for ever. */
  readonly keepDays?: KeepDays;
  /** Left out until somebody chose: `usualTimes` then, in the hub's own zone. */
  readonly times?: ChildTimes;
}

export interface Toy {
  readonly id: PublicId;
  readonly name: string;
  readonly child: PublicId;
  readonly model: string;
  readonly firmware: string | null;
  /** A claim is `asked` until ble tells that the paw was pressed. */
  readonly claimed: boolean;
  readonly room: string;
  /** Left out until it went from one room to another: how often it did, as rooms count it, and from where, when (Unix ms). */
  readonly moved?: { readonly epoch: number; readonly before: string; readonly at: number };
  /** What its family can, as it was told when it was claimed; of one that was claimed before that was told, left out. */
  readonly can?: readonly ToySkill[];
  /** Its paws are answered from the hub, and it holds up to four messages. Left out until a guardian switches that on. */
  readonly mailbox?: true;
  /** Left out until a guardian chose. */
  readonly care?: CareChoice;
  /** When it was last made to record over what its child said, Unix ms, and by which event that was told. */
  readonly recordedOver?: { readonly event: PublicId; readonly at: number };
  /** The house's automation wants it as in quiet hours, until it says otherwise. */
  readonly hushed?: true;
  /** What it is called in MQTT topics, where somebody chose: `hub/contract/smart-home.ts`. */
  readonly slug?: string;
  /** A guardian removed it: only its name is left, for the messages that went to it. Then it is not `claimed`. */
  readonly gone?: GoneToy;
}

interface GoneToy {
  /** Unix ms. */
  readonly at: number;
  /** Whether all that was for it came to its end. */
  readonly isSettled: boolean;
  /** Whether nothing that was given to it is on it any more; left out until its room knows. */
  readonly isEmptied?: boolean;
}

/**
 * People, devices, toys. Small; all of it is read at start. Writes are durable when they resolve; with them, or not at all,
 * the entries given as `ledger`.
 */
export interface Household {
  readonly hub: PublicId;
  people(): readonly Person[];
  /** Its entries; another array when it grew, none is changed in place: see `verified-roster.ts`. */
  roster(): readonly string[];
  children(): readonly Child[];
  /** Those that are over, too, as long as they are remembered. */
  invitations(): readonly Invitation[];
  toys(): readonly Toy[];
  /** Oldest first. */
  former(): readonly FormerFamily[];
  /** One that goes on. */
  session(id: string): Session | undefined;
  sessions(): readonly Session[];
  /** Also those that were ended: what the device called itself, and what to tell it when it comes back. */
  rememberedSession(id: string): Session | undefined;
  rememberedSessions(): readonly Session[];
  /** First guardian, roster and session in one durable step. @throws StoreError `store.already-claimed` */
  claim(
    person: Person,
    roster: readonly string[],
    session: Session,
    ledger?: readonly LedgerEntry[],
  ): Promise<void>;
  /**
   * Another family takes the place of this one, in one durable step: its people and roster are {@link former} ones, nobody is signed in
   * but the new first guardian, no invitation leads anywhere, and each toy takes a paw again. Children, toys' names and messages stay.
   * @returns the sessions that were
   * @throws StoreError `store.missing` where there is no family yet
   */
  startAnew(family: NewFamily, ledger?: readonly LedgerEntry[]): Promise<readonly Session[]>;
  /**
   * Reads, changes and writes one person, alone with it: two changes at once come one after the other.
   * @param change `undefined` for nothing to be changed, nor noted
   * @returns whether there is such a person
   */
  changePerson(
    id: PublicId,
    change: (now: Person) => Person | undefined,
    ledger?: readonly LedgerEntry[],
  ): Promise<boolean>;
  /** All of it in one durable step. */
  change(change: HouseholdChange, ledger?: readonly LedgerEntry[]): Promise<void>;
  appendRoster(entry: string, ledger?: readonly LedgerEntry[]): Promise<void>;
  putSession(session: Session, ledger?: readonly LedgerEntry[]): Promise<void>;
  /** Notes when it was last used, of a session that goes on. */
  useSession(id: string, at: number): Promise<void>;
  /** Over at once; resolves when it stays so after a crash. */
  endSession(
    id: string,
    ended: NonNullable<Session["ended"]>,
    ledger?: readonly LedgerEntry[],
  ): Promise<void>;
  /** Forgets it. */
  deleteSession(id: string): Promise<void>;
  putToy(toy: Toy, child: Child, ledger?: readonly LedgerEntry[]): Promise<void>;
  deleteToy(id: string): Promise<void>;
}
