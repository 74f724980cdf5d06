/** Hubs that keep backups for each other: `hub/contract/keeper-line.ts`, docs/second-hub.md. */

import type { PublicKey } from "../contract/jws.ts";
import type { KeptFile, KeptList } from "../contract/keeper-line.ts";
import type { PublicId } from "../contract/public-id.ts";
import { HubError } from "../domain/hub-error.ts";
import type { LedgerEntry } from "./ledger.ts";
import type { RoomAsker } from "./rooms.ts";

export class KeepersRefused extends HubError {
  override readonly name = "KeepersRefused";
  readonly code:
    | "keeper.no-family" //    of nobody there would be anything to keep, and nobody to say so
    | "keeper.no-network" //   nothing can listen on the house's own network
    | "keeper.bad-address"
    | "keeper.bad-code" //     no code, or one that does not count
    | "keeper.unreachable" //  nobody answers there
    | "keeper.other-hub" //    somebody else answers there, or what was said there is not signed by it
    | "keeper.other-key" //    that hub keeps backups of this one by another key
    | "keeper.too-many"
    | "keeper.none" //         this hub has none
    | "keeper.full" //         it has no room for more
    | "keeper.refused" //      it did not take what was sent
    | "keeper.unknown"; //     no such hub's backups are kept here

  constructor(code: KeepersRefused["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** One backup of another hub. */
export interface KeptBackup {
  readonly counter: number;
  /** When it came: Unix ms, and lived time of the hub that keeps it. What the other one says of its age counts for nothing. */
  readonly at: number;
  readonly lived: number;
  readonly keys: KeptFile;
  readonly ways: KeptFile;
  /** As the other hub wants it, ms. */
  readonly longest: number;
}

/** Another hub, whose backups are kept here. */
export interface KeptHub {
  readonly hub: PublicId;
  readonly title: string;
  /** Of its lists. */
  readonly signer: PublicKey;
  /** Of its TLS, SHA-256. */
  readonly pin: string;
  readonly since: number;
  /** The highest number that ever came. */
  readonly counter: number;
  readonly backups: readonly KeptBackup[];
}

/** The hub that keeps this one's. */
export interface OwnKeeper {
  readonly hub: PublicId;
  readonly host: string;
  readonly port: number;
  readonly signer: PublicKey;
  readonly pin: string;
  readonly since: number;
  /** Of the newest that is whole there, by its receipt. */
  readonly last?: { readonly counter: number; readonly at: number; readonly lived: number };
  /** When the first came there, Unix ms. */
  readonly firstAt?: number;
  readonly failing?: { readonly code: string; readonly since: number; readonly isTold: boolean };
}

/** A hub that kept this one's and does no more. Nothing takes away what is there but a guardian there. */
export interface LeftKeeper {
  readonly hub: PublicId;
  /** When the first came there, and the last, Unix ms. */
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface KeeperNote {
  /** By which this hub shows itself to its keeper. PEM texts. */
  readonly identity?: { readonly key: string; readonly certificate: string };
  readonly own?: OwnKeeper;
  readonly left?: readonly LeftKeeper[];
  readonly kept: readonly KeptHub[];
}

export interface KeeperNotes {
  read(): Promise<KeeperNote | undefined>;
  /** Durable when it resolves, together with what the ledger has to say. */
  write(note: KeeperNote, ledger: readonly LedgerEntry[]): Promise<void>;
}

/** What is typed at the other hub, once, within ten minutes. */
export interface KeeperCode {
  readonly code: string;
  readonly addresses: readonly string[];
  /** Unix ms. */
  readonly until: number;
}

/** To a hub that keeps backups. */
export interface KeeperLine extends AsyncDisposable {
  list(): Promise<KeptList>;
  /** @returns its signed list; `undefined` where it is not there */
  backup(counter: number): Promise<Uint8Array | undefined>;
  /** @returns `undefined` where it is not there */
  file(sha256: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  missing(files: readonly KeptFile[]): Promise<ReadonlySet<string>>;
  put(file: KeptFile, bytes: Uint8Array): Promise<void>;
  /** @returns its receipt, or how many files are not whole there */
  deposit(said: string, list: Uint8Array): Promise<string | number>;
}

export interface SentBackup {
  readonly counter: number;
  readonly files: number;
  /** Of these, sent just now. */
  readonly added: number;
  /** It had less than this hub has receipts for. */
  readonly isRolledBack: boolean;
}

export interface Keepers {
  /** The hub that keeps this one's. */
  own(): OwnKeeper | undefined;
  left(): readonly LeftKeeper[];
  /** Those whose backups are kept here, and how much of what is given to them is used, in bytes. */
  kept(): readonly KeptHub[];
  used(): Promise<{ readonly used: number; readonly most: number }>;
  /** Makes a code by which another hub begins to have its backups kept here. @throws KeepersRefused */
  invite(title: string, by: RoomAsker): Promise<KeeperCode>;
  /** Makes a code by which a new machine fetches that hub's. @throws KeepersRefused */
  offer(hub: PublicId, by: RoomAsker): Promise<KeeperCode>;
  /** No code is good any more. @param of only one that these have made */
  withdraw(of?: (maker: NonNullable<RoomAsker>) => boolean): void;
  /** Removes what is kept of that hub. @throws KeepersRefused `keeper.unknown` */
  remove(hub: PublicId, by: RoomAsker): Promise<void>;
  /** From now on this hub's are kept there. @throws KeepersRefused */
  pair(address: string, code: string, by: RoomAsker): Promise<void>;
  /** No more of this hub's go there. What is there stays. @throws KeepersRefused `keeper.none` */
  leave(by: RoomAsker): Promise<void>;
  /** Sends what is not there, and has it said that all of it is; whoever asks meanwhile waits for the same. @throws KeepersRefused, BackupError */
  send(signal: AbortSignal): Promise<SentBackup>;
  noteFailing(failing: OwnKeeper["failing"]): Promise<void>;
}
