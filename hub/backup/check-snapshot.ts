/** Reads a backup as a restore would, every byte of it: each file by its hash, and the index to its last entry. */
import { createHash } from "node:crypto";
import type { BackupProgress } from "../ports/backups.ts";
import { BackupError } from "./errors.ts";
import type { Place } from "./place.ts";
import type { Snapshot, SnapshotList } from "./snapshot.ts";

const AT_ONCE = 4;
const TELL_EVERY = 100;

export interface CheckSnapshot {
  readonly place: Place;
  readonly snapshot: Pick<Snapshot, "list">;
  /** Of the newest backup there: what it does not name was erased since, and may be gone. */
  readonly newest: SnapshotList;
  /** Opens the index, for who can; it is only hashed where it is left out. */
  readonly checkIndex?: (pieces: AsyncIterable<Uint8Array>) => Promise<unknown>;
  readonly signal: AbortSignal;
  readonly tell: (progress: BackupProgress) => void;
}

export interface Checked {
  /** Paths whose file is not what was put there, or gone. */
  readonly damaged: readonly string[];
  /** Paths whose file is gone because it was erased. */
  readonly erased: readonly string[];
}

export async function checkSnapshot({
  place,
  snapshot,
  newest,
  checkIndex,
  signal,
  tell,
}: CheckSnapshot): Promise<Checked> {
  const damaged: string[] = [];
  const erased: string[] = [];
  const waiting = [...snapshot.list];
  let done = 0;
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      signal.throwIfAborted();
      const [path, file] = next;
      if (path !== "index" && path !== "household.sealed" && !newest.has(path) && !(await place.has(file)))
        erased.push(path);
      else if (!(await isWhole(place, file.sha256))) damaged.push(path);
      done += 1;
      if (done % TELL_EVERY === 0) tell({ phase: "check", files: done, of: snapshot.list.size });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const index = snapshot.list.get("index");
  if (index !== undefined && !damaged.includes("index")) await checkIndex?.(place.pieces(index.sha256));
  tell({ phase: "check", files: done, of: done });
  return { damaged, erased };
}

async function isWhole(place: Place, sha256: string): Promise<boolean> {
  const hash = createHash("sha256");
  try {
    for await (const piece of place.pieces(sha256)) hash.update(piece);
  } catch (error) {
    if (error instanceof BackupError && error.code === "backup.altered") return false;
    throw error;
  }
  return hash.digest("hex") === sha256;
}
