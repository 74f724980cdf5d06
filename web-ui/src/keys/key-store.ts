import type { PublicId } from "../../../hub/contract/public-id.ts";
import type { KnownLedger } from "./known-ledger.ts";
import type { KnownRoster } from "./roster-pin.ts";
import type { DeviceKey } from "./signing-key.ts";

/** What proves a session beside the cookie, which no script can read. */
export interface KeptSession {
  readonly hub: PublicId;
  readonly nonce: string;
  readonly ath: string;
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
  /** Session and vault keys go together. */
  endSession(): Promise<void>;
  roster(hub: PublicId): Promise<KnownRoster | undefined>;
  /** Whether any hub's roster is remembered. */
  knowsAnyHub(): Promise<boolean>;
  /** Nobody is asked twice for what they do not want: whether this browser was told so. */
  hasDeclinedSecondWay(hub: PublicId): Promise<boolean>;
  declineSecondWay(hub: PublicId): Promise<void>;
  putRoster(hub: PublicId, roster: KnownRoster): Promise<void>;
  /** How far this browser has checked the hub's ledger. */
  ledger(hub: PublicId): Promise<KnownLedger | undefined>;
  /** `undefined` forgets it. */
  putLedger(hub: PublicId, ledger: KnownLedger | undefined): Promise<void>;
}
