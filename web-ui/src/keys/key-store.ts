import type { InvitationRequest } from "../../../hub/contract/invitations.ts";
import type { JoiningFacts } from "../../../hub/contract/joining.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import type { InvitationLink } from "./invitation-link.ts";
import type { KnownLedger } from "./known-ledger.ts";
import type { OwnKeys } from "./own-keys.ts";
import type { KnownRoster } from "./roster-pin.ts";
import type { DeviceKey } from "./signing-key.ts";

/** What proves a session beside the cookie, which no script can read. */
export interface KeptSession {
  readonly hub: PublicId;
  readonly nonce: string;
  readonly ath: string;
}

export interface KeptInvitation {
  readonly proofKey: CryptoKey;
  /** As it was asked for: the hub cannot have something else signed. */
  readonly wish: InvitationRequest;
}

export interface KeptJoining {
  readonly link: InvitationLink;
  /** Once there are any. A guardian's are left out where the browser keeps no such keys: those lie in a slot as well. */
  readonly facts?: JoiningFacts;
  readonly keys?: OwnKeys;
}

/**
 * What this browser keeps between visits. No passphrase, nothing made from one, and no key that a script could read:
 * device and vault are handles to keys that the browser uses on a script's behalf.
 */
export interface KeyStore {
  device(): Promise<DeviceKey | undefined>;
  putDevice(device: DeviceKey): Promise<void>;
  session(): Promise<KeptSession | undefined>;
  /** The vaults' keys by number, opened at sign-in, for as long as the session lasts. None where the browser keeps no such keys. */
  vaults(): Promise<ReadonlyMap<number, CryptoKey>>;
  /** Takes the place of what was kept before. */
  putSession(session: KeptSession, vaults: ReadonlyMap<number, CryptoKey>): Promise<void>;
  /** As `last-view.ts` wrote it. Kept so that no copy of the browser's profile shows it; with the session it goes. */
  lastView(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Nothing, where the session has ended meanwhile. */
  putLastView(view: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Session, vault keys, keys to invitations and what was last seen go together. */
  endSession(): Promise<void>;
  /** What this browser knows of an invitation that it made. */
  invitation(id: PublicId): Promise<KeptInvitation | undefined>;
  putInvitation(id: PublicId, kept: KeptInvitation): Promise<void>;
  dropInvitation(id: PublicId): Promise<void>;
  /** The link that was opened here, and what was made of it, until its person is in. */
  joining(): Promise<KeptJoining | undefined>;
  putJoining(joining: KeptJoining | undefined): Promise<void>;
  /** Of a relative: they lie nowhere else. Stay when a session ends. */
  ownKeys(hub: PublicId): Promise<OwnKeys | undefined>;
  putOwnKeys(hub: PublicId, keys: OwnKeys): Promise<void>;
  roster(hub: PublicId): Promise<KnownRoster | undefined>;
  /** Whether any hub's roster is remembered. */
  knowsAnyHub(): Promise<boolean>;
  /** Nobody is asked twice for what they do not want: whether this browser was told so. */
  hasDeclinedSecondWay(hub: PublicId): Promise<boolean>;
  declineSecondWay(hub: PublicId): Promise<void>;
  /** The same of the home screen. */
  hasDeclinedInstall(): Promise<boolean>;
  declineInstall(): Promise<void>;
  putRoster(hub: PublicId, roster: KnownRoster): Promise<void>;
  /** Another family took its place: whom this browser believed there, and what a relative had of it, goes; session too. */
  forgetFamily(hub: PublicId): Promise<void>;
  /** How far this browser has checked the hub's ledger. */
  ledger(hub: PublicId): Promise<KnownLedger | undefined>;
  /** `undefined` forgets it. */
  putLedger(hub: PublicId, ledger: KnownLedger | undefined): Promise<void>;
}
