import type { LibraryKind } from "../contract/library.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { LedgerEntry } from "./ledger.ts";

/** A lullaby, or one chapter of a story. */
export interface LibraryItem {
  readonly id: PublicId;
  readonly kind: LibraryKind;
  readonly title: string;
  readonly story: PublicId | null;
  /** From 1; `null` for a lullaby. */
  readonly chapter: number | null;
  readonly milliseconds: number;
  /** Of the toy bytes, and their SHA-256. */
  readonly bytes: number;
  readonly clip: string;
  /** `null` for what came with the hub. */
  readonly addedBy: PublicId | null;
  /** Unix ms. */
  readonly addedAt: number;
  /** A guardian removed it: it is erased when the time to take that back is over, or at the next start. */
  readonly goes?: Pick<LedgerEntry, "person" | "device">;
}

/** Toy bytes and what is known of them, under the device key. Every promise resolves once the change is durable. */
export interface LibraryStore {
  /** Those that came first, first. */
  all(): readonly LibraryItem[];
  /** @throws StoreError `store.exists`, `store.disk-full`, `store.io` */
  add(item: LibraryItem, toyBytes: Uint8Array, ledger: readonly LedgerEntry[]): Promise<void>;
  /** Puts what is known of it anew; the clip stays. @throws StoreError `store.missing` */
  change(item: LibraryItem, ledger: readonly LedgerEntry[]): Promise<void>;
  /** @throws StoreError `store.damaged` */
  clip(id: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Overwritten, then unlinked. */
  erase(id: string, ledger: readonly LedgerEntry[]): Promise<void>;
  /** Whether this hub was given what comes with one. Noted once and for all. */
  hadStarter(): Promise<boolean>;
  noteStarter(): Promise<void>;
}
