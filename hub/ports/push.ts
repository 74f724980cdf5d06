/** Telling a guardian whose page is closed: what is kept for it, and the way out of the house. */
import type { PublicKey } from "../contract/jws.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { PushOutcome } from "../contract/push.ts";
import type { PushKind } from "../contract/push-body.ts";
import type { LedgerEntry } from "./ledger.ts";

/** The hub's key pair by which push services know it again (VAPID); base64url, as RFC 8292 and what is built on it take them. */
export interface PushKeyPair {
  /** An uncompressed point of P-256, 65 bytes. */
  readonly publicKey: string;
  /** 32 bytes. */
  readonly privateKey: string;
}

/** Where a browser is told, and the keys that it alone opens with; `hub/contract/push.ts`. */
export interface PushTarget {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

export interface PushSubscription extends PushTarget {
  readonly device: PublicKey;
  /** Who subscribed there. Somebody else who signs in on that device is not told. */
  readonly person: PublicId;
  /** Up to where this device was told, by what it was about. Each number only goes up. */
  readonly told: Readonly<Record<string, number>>;
  /** When it was last told for a test. Unix ms. */
  readonly triedAt?: number;
}

/** One subscription at most for each device. In memory at once; a write is durable when it resolves. */
export interface PushStore {
  all(): readonly PushSubscription[];
  of(device: PublicKey): PushSubscription | undefined;
  put(subscription: PushSubscription, ledger: readonly LedgerEntry[]): Promise<void>;
  /** Of one that is there still; else nothing. */
  change(device: PublicKey, change: Partial<Pick<PushSubscription, "told" | "triedAt">>): Promise<void>;
  /** Gone at once: nothing of it is sent any more. */
  delete(device: PublicKey, ledger?: readonly LedgerEntry[]): Promise<void>;
  onDelete(listener: (device: PublicKey) => void): void;
}

/** Seals what is to be told to the browser that is told, and hands it to `pawpost-link`. */
export interface PushLine {
  /** The hub's own key for push services, an uncompressed point of P-256, base64url. */
  readonly publicKey: string;
  /** Whether it is a push service's address, and keys that one can seal to. */
  accepts(target: PushTarget): boolean;
  /** Somebody wants to be told: whoever carries it out of the house is to be there. */
  wake(): void;
  /** @param signal takes it back. @returns never rejects but for a mistake of ours */
  send(target: PushTarget, kind: PushKind, signal: AbortSignal): Promise<PushOutcome>;
}
