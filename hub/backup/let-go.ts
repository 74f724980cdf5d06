/**
 * What a place need not hold any more: backups whose time is over, and files. What the newest backup names no more was erased, or taken
 * back: its file goes from every backup at once. What was sealed anew stays as an older backup has it, until that one goes.
 */

import type { Duration } from "../domain/duration.ts";
import { keptBackups } from "../domain/kept-backups.ts";
import { BackupError } from "./errors.ts";
import type { Place } from "./place.ts";
import type { Snapshot } from "./snapshot.ts";

/** What a backup has of its own: there is no older or newer form of it. */
const OWN: ReadonlySet<string> = new Set(["index", "household.sealed"]);

export interface LetGo {
  readonly place: Place;
  /** All that hold, newest first. */
  readonly snapshots: readonly Snapshot[];
  /** Lived time, ms. */
  readonly now: number;
  readonly longest: Duration;
  readonly signal: AbortSignal;
}

/** @returns the backups that are left. A place that refuses to let go of anything keeps it all */
export async function letGo({ place, snapshots, now, longest, signal }: LetGo): Promise<readonly Snapshot[]> {
  const [newest] = snapshots;
  if (newest === undefined) return [];
  const counters = keptBackups(
    snapshots.map(({ head }) => head),
    now,
    longest,
  );
  const kept = snapshots.filter(({ head }) => counters.has(head.counter));
  const wanted = new Set<string>();
  for (const { list } of kept)
    for (const [path, { sha256 }] of list) if (OWN.has(path) || newest.list.has(path)) wanted.add(sha256);
  try {
    for (const { head } of snapshots)
      if (!counters.has(head.counter)) await place.removeSnapshot(head.counter);
    for await (const hash of place.hashes()) {
      signal.throwIfAborted();
      if (!wanted.has(hash)) await place.removeFile(hash);
    }
  } catch (error) {
    // It takes and does not give back: that is what it is for.
    if (error instanceof BackupError && error.code === "backup.read-only") return snapshots;
    throw error;
  }
  return kept;
}
