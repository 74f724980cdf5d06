import { BackupError } from "./errors.ts";
import { findPlaces, Place } from "./place.ts";
import { decodeSnapshot, type Snapshot } from "./snapshot.ts";

/** One hub's backups in a folder. */
export interface PlaceOfBackups {
  readonly place: Place;
  /** Those that hold, newest first. */
  readonly snapshots: readonly Snapshot[];
  /** Counters of those that do not: somebody changed them, or the disk did. */
  readonly altered: readonly number[];
}

/** @throws BackupError `backup.none`, `backup.gone`, `backup.newer`, ... */
export async function listBackups(folder: string): Promise<readonly PlaceOfBackups[]> {
  const found: PlaceOfBackups[] = [];
  for (const { dir } of await findPlaces(folder)) {
    const place = await Place.read(dir);
    if (place !== undefined) found.push({ place, ...(await readSnapshots(place)) });
  }
  if (found.length === 0) throw new BackupError("backup.none", `there are no backups in ${folder}`);
  return found;
}

/** A backup that does not hold is left where it is, for whoever wants to look at it. @throws BackupError `backup.newer`, ... */
export async function readSnapshots(place: Place): Promise<Omit<PlaceOfBackups, "place">> {
  const snapshots: Snapshot[] = [];
  const altered: number[] = [];
  for (const counter of await place.counters()) {
    const snapshot = await decodeSnapshot(await place.readSnapshot(counter)).catch((error: unknown) => {
      if (error instanceof BackupError && error.code === "backup.altered") return undefined;
      throw error;
    });
    // Under another number it would pass for a newer one.
    if (snapshot?.head.counter === counter && snapshot.head.hub === place.hub) snapshots.push(snapshot);
    else altered.push(counter);
  }
  return { snapshots, altered };
}
