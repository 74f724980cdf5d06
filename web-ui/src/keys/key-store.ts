import type { PublicId } from "../../../hub/contract/public-id.ts";
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
  /** The vault's key, opened at sign-in, for as long as the session lasts. */
  vault(): Promise<CryptoKey | undefined>;
  putSession(session: KeptSession, vault: CryptoKey | undefined): Promise<void>;
  putVault(vault: CryptoKey): Promise<void>;
  /** Session and vault key go together. */
  endSession(): Promise<void>;
  roster(hub: PublicId): Promise<KnownRoster | undefined>;
  /** Whether any hub's roster is remembered. */
  knowsAnyHub(): Promise<boolean>;
  putRoster(hub: PublicId, roster: KnownRoster): Promise<void>;
}
