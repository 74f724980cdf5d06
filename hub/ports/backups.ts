import type { PublicId } from "../contract/public-id.ts";
import type { KeyFile } from "./backup-source.ts";

/** Where one is while a backup is made, looked through or brought back. */
export interface BackupProgress {
  readonly phase: "index" | "files" | "old" | "check" | "restore";
  /** So many files are done. */
  readonly files: number;
  /** Of so many, where that is known. */
  readonly of?: number;
}

/** A backup that was made, and then read back and looked through. */
export interface BackupMade {
  readonly counter: number;
  /** Unix ms. */
  readonly at: number;
  readonly files: number;
  readonly bytes: number;
  /** Of these, copied just now. */
  readonly added: number;
  /** Files that the hub has lost, and the backup has still. */
  readonly rescued: number;
  /** Files that neither has. */
  readonly lost: number;
  /** How many backups the place holds now. */
  readonly kept: number;
  /** What was not as it had been left there, and was written anew. */
  readonly mended: number;
  /** The place held an older state than the hub had left there. */
  readonly isRolledBack: boolean;
}

export interface BackupLooked {
  readonly counter: number;
  readonly files: number;
  /** Paths whose file is not what was put there, or gone. */
  readonly damaged: readonly string[];
}

/** What the hub remembers of its backups. Outlives the process; in a backup it is older than that backup. */
export interface BackupNote {
  readonly places: Readonly<Record<PublicId, PlaceNote>>;
  /** Why the last try failed; `null` where it did not. Unix ms. */
  readonly failing: { readonly code: string; readonly since: number; readonly isTold: boolean } | null;
  /** Left out before the first backup. */
  readonly trying?: TryingNote;
  /** The last copy that a guardian took away. Unix ms. */
  readonly taken?: { readonly counter: number; readonly at: number; readonly by: PublicId };
}
/** Since when the keys of the backups were not opened by anybody, in lived time, ms; by whom they were last, Unix ms. */
interface TryingNote {
  readonly since: number;
  readonly opened?: { readonly at: number; readonly by: PublicId };
  /** Guardians were told that it is time. */
  readonly isTold: boolean;
}
export interface PlaceNote {
  /** Of the newest backup that was made there. */
  readonly counter: number;
  readonly at: number;
  /** Lived time, ms. */
  readonly lived: number;
  /** Of the oldest that is still there, Unix ms. */
  readonly oldestAt: number;
}

export interface BackupNotes {
  read(): Promise<BackupNote | undefined>;
  /** Durable when it resolves. */
  write(note: BackupNote): Promise<void>;
}

export interface MakeBackup {
  /** Also on a stick that the hub does not know yet, although it knows others. */
  readonly newPlace?: boolean;
  readonly signal: AbortSignal;
  readonly tell?: (progress: BackupProgress) => void;
}

export interface Backups {
  /** `undefined` where the household chose none: no backup is made. */
  readonly folder: string | undefined;
  readonly notes: BackupNotes;
  /**
   * Whole and durable when it resolves, and looked through. What was erased since the one before is gone from the place then.
   * @throws BackupError; where it fails, or is stopped, what was whole there is whole still
   */
  make(options: MakeBackup): Promise<BackupMade>;
  /**
   * Reads the newest one there as bringing it back would, every byte of it, and changes nothing.
   * @throws BackupError `backup.gone`, `backup.none`, `backup.foreign`, `backup.rolled-back`, `backup.busy`, ...
   */
  lookThrough(signal: AbortSignal): Promise<BackupLooked>;
  /**
   * One made for who takes it away, in no place: a tar of the folder that a stick has. It is whole when its last piece came; what the signal ends
   * throws in its middle.
   * @throws BackupError `backup.no-guardian`
   */
  pack(
    signal: AbortSignal,
  ): Promise<{ readonly counter: number; readonly pieces: AsyncIterable<Uint8Array<ArrayBuffer>> }>;
  /** `keys.age`, as it lies at the place. @throws BackupError */
  sealedKeys(): Promise<Uint8Array<ArrayBuffer>>;
  /** The hub's own, as they are in it. Secret. */
  keyFiles(): Promise<readonly KeyFile[]>;
  /** Where this hub's lie, as a whole path; `undefined` where there are none, or their place is away. */
  place(): Promise<string | undefined>;
  /** Whether the place can be reached. */
  isThere(): Promise<boolean>;
}
