/** A backup as a restore takes it in: nothing of it is believed that the hub's own key did not sign, and nothing handed on before its hash was looked at. */
import { createHash } from "node:crypto";
import type { OpenedKeys } from "../archive/backup-keys.ts";
import type { KeyFile } from "../ports/backup-source.ts";
import type { BackupProgress } from "../ports/backups.ts";
import { BackupError } from "./errors.ts";
import type { Place } from "./place.ts";
import type { Snapshot, SnapshotList } from "./snapshot.ts";

export interface ReadBackup {
  readonly place: Place;
  readonly snapshot: Snapshot;
  /** Of the newest backup there: what it does not name was erased since. */
  readonly newest: SnapshotList;
  readonly keys: OpenedKeys;
  /** The public half of the signing key among these. */
  readonly signerOf: (files: readonly KeyFile[]) => string;
  readonly signal: AbortSignal;
  readonly tell: (progress: BackupProgress) => void;
}

export interface BackupRead {
  readonly keyFiles: readonly KeyFile[];
  index(): AsyncIterable<Uint8Array>;
  files(): AsyncIterable<{ readonly path: string; readonly sha256: string; readonly bytes: Uint8Array }>;
  /** Paths that were left out, once {@link files} is at its end. */
  readonly erased: readonly string[];
}

const TELL_EVERY = 100;

/** @throws BackupError `backup.foreign`, `backup.altered`, ... */
export async function readBackup(options: ReadBackup): Promise<BackupRead> {
  const { place, snapshot, newest, signerOf, signal, tell } = options;
  const keyFiles = options.keys.files;
  if (signerOf(keyFiles) !== snapshot.head.signer)
    throw new BackupError("backup.foreign", "the keys there are not those that signed the backup");
  const erased: string[] = [];
  const { list } = snapshot;

  async function* index() {
    const listed = list.get("index");
    if (listed === undefined) throw new BackupError("backup.altered", "the backup has no index");
    const hash = createHash("sha256");
    for await (const piece of place.pieces(listed.sha256)) {
      signal.throwIfAborted();
      hash.update(piece);
      yield piece;
    }
    // What was made of it is dropped with the rest: it has no name before all of it held.
    if (hash.digest("hex") !== listed.sha256) throw damaged("index");
  }

  async function* files() {
    let done = 0;
    for (const [path, file] of list) {
      signal.throwIfAborted();
      done += 1;
      if (done % TELL_EVERY === 0) tell({ phase: "restore", files: done, of: list.size });
      if (path === "index") continue;
      if (path !== "household.sealed" && !newest.has(path) && !(await place.has(file))) {
        erased.push(path);
        continue;
      }
      const parts: Buffer[] = [];
      for await (const piece of place.pieces(file.sha256)) parts.push(piece);
      const bytes = Buffer.concat(parts);
      if (createHash("sha256").update(bytes).digest("hex") !== file.sha256) throw damaged(path);
      yield { path, sha256: file.sha256, bytes };
    }
    tell({ phase: "restore", files: done, of: list.size });
  }

  return { keyFiles, index, files, erased };
}

const damaged = (path: string) => new BackupError("backup.altered", `${path} is not what was put there`);
