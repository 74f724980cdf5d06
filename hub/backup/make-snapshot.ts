/** Copies the store into a place: what is there already by its hash is not read again, so most nights copy little. */
import type { Signer } from "../contract/jws.ts";
import type { BackupSource, SourceFile } from "../ports/backup-source.ts";
import type { BackupProgress } from "../ports/backups.ts";
import type { Place } from "./place.ts";
import {
  encodeSnapshot,
  kindOfPath,
  type ListedFile,
  type SnapshotFacts,
  type SnapshotList,
} from "./snapshot.ts";

/** Files under way at once: each is flushed, and a disk flushes several in the time of one. */
const AT_ONCE = 16;
const TELL_EVERY = 100;

export interface MakeSnapshot {
  readonly place: Place;
  readonly source: BackupSource;
  readonly signer: Signer;
  readonly facts: SnapshotFacts;
  /** What the newest backup before has: a file that the hub lost is taken over from it. */
  readonly before: SnapshotList;
  readonly signal: AbortSignal;
  readonly tell: (progress: BackupProgress) => void;
}

export interface SnapshotMade {
  readonly list: SnapshotList;
  readonly added: number;
  readonly rescued: number;
  readonly lost: number;
}

export async function makeSnapshot({
  place,
  source,
  signer,
  facts,
  before,
  signal,
  tell,
}: MakeSnapshot): Promise<SnapshotMade> {
  const list = new Map<string, ListedFile>();
  const count = { added: 1, rescued: 0, lost: 0 }; // the index is another each time
  const snapshot = source.snapshot();
  tell({ phase: "index", files: 0 });
  list.set("index", await place.put(until(signal, snapshot.index())));
  tell({ phase: "files", files: 0, of: before.size });
  const files = snapshot.files()[Symbol.asyncIterator]();
  const work = async () => {
    for (let next = await files.next(); next.done !== true; next = await files.next()) {
      signal.throwIfAborted();
      const file = next.value;
      const listed = await keep(place, file, before.get(file.path), count);
      if (listed === undefined) continue;
      list.set(file.path, listed);
      if (list.size % TELL_EVERY === 0)
        tell({ phase: "files", files: list.size, of: Math.max(list.size, before.size) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await place.putSnapshot(facts.counter, await encodeSnapshot(facts, list, signer));
  tell({ phase: "files", files: list.size, of: list.size });
  return { list, ...count };
}

/** @returns how it is listed; `undefined` for one that is nowhere any more */
async function keep(
  place: Place,
  { path, sha256, read }: SourceFile,
  before: ListedFile | undefined,
  count: { added: number; rescued: number; lost: number },
): Promise<ListedFile | undefined> {
  if (kindOfPath(path) === undefined) return undefined;
  if (before !== undefined && before.sha256 === sha256 && (await place.has(before))) return before;
  const bytes = await read();
  const put = bytes === undefined ? undefined : await place.put([bytes]);
  if (put !== undefined && (sha256 === undefined || put.sha256 === sha256)) {
    if (put.sha256 !== before?.sha256) count.added += 1;
    return put;
  }
  // The hub has lost it, or has something else there: what the backup has is what was put once.
  const isHere = before !== undefined && (await place.has(before));
  count[isHere ? "rescued" : "lost"] += 1;
  return isHere ? before : undefined;
}

async function* until<T>(signal: AbortSignal, items: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const item of items) {
    signal.throwIfAborted();
    yield item;
  }
}
