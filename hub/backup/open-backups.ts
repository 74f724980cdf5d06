/** The hub's backups: makes one, reads it back, lets go of what is over. One at a time. */
import { lstat, realpath } from "node:fs/promises";
import type { Signer } from "../contract/jws.ts";
import { makePublicId } from "../contract/public-id.ts";
import { keepTimeOf } from "../domain/keep-time.ts";
import { longestKept } from "../domain/kept-backups.ts";
import type { BackupSource } from "../ports/backup-source.ts";
import type {
  BackupLooked,
  BackupMade,
  BackupNotes,
  Backups,
  MakeBackup,
  PlaceNote,
} from "../ports/backups.ts";
import type { Clock } from "../ports/clock.ts";
import type { Household } from "../ports/household.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { LivedClock } from "../ports/lived-clock.ts";
import { checkSnapshot } from "./check-snapshot.ts";
import { BackupError } from "./errors.ts";
import { letGo } from "./let-go.ts";
import { readSnapshots } from "./list-backups.ts";
import { makeSnapshot, type SnapshotMade } from "./make-snapshot.ts";
import { Place } from "./place.ts";
import { sealKeys } from "./sealed-keys.ts";
import { decodeSnapshot, type Snapshot, type SnapshotList } from "./snapshot.ts";
import { snapshotFacts } from "./snapshot-facts.ts";

export interface BackupsParts {
  readonly folder: string | undefined;
  readonly source: BackupSource;
  readonly household: Pick<Household, "hub" | "people" | "roster" | "children">;
  readonly ledger: Pick<Ledger, "head">;
  readonly signer: Signer;
  readonly notes: BackupNotes;
  readonly clock: Pick<Clock, "now">;
  readonly lived: Pick<LivedClock, "now">;
  /** Of Pawpost. */
  readonly program: string;
  readonly random: (bytes: number) => Uint8Array;
}

const NOTHING: SnapshotList = new Map();

export function openBackups(parts: BackupsParts): Backups {
  const { folder, household, notes } = parts;
  let isAtWork = false;

  async function findPlace(newPlace: boolean): Promise<Place> {
    if (folder === undefined) throw new BackupError("backup.off", "no folder for backups is set");
    const there = await lstat(folder).catch(() => undefined);
    if (there?.isDirectory() !== true) throw new BackupError("backup.gone", `${folder} is not there`);
    const known = await Place.of(folder, household.hub);
    if (known !== undefined) return known;
    // An empty mount point looks like an empty stick: only somebody who is there can tell.
    const isFirst = Object.keys((await notes.read())?.places ?? {}).length === 0;
    if (!isFirst && !newPlace)
      throw new BackupError("backup.gone", `the backups that were in ${folder} are not there`);
    return Place.make(folder, household.hub, makePublicId(Uint8Array.from(parts.random(16))));
  }

  async function make({ newPlace = false, signal, tell = () => undefined }: MakeBackup): Promise<BackupMade> {
    if (household.people().length === 0)
      throw new BackupError("backup.no-guardian", "this hub has no family yet");
    const place = await findPlace(newPlace);
    await place.sweep();
    tell({ phase: "old", files: 0 });
    const older = await readOwn(place, parts.signer);
    const remembered = (await notes.read())?.places[place.id];
    const last = Math.max(older[0]?.head.counter ?? 0, ...(await place.counters()), remembered?.counter ?? 0);
    const isRolledBack = remembered !== undefined && (older[0]?.head.counter ?? 0) < remembered.counter;
    const keys = await sealKeys(await parts.source.keyFiles(), household.people());
    await place.putKeys(keys.sealed, keys.waysIn);
    const write = async (counter: number, before: SnapshotList) =>
      readBack(
        place,
        counter,
        await makeSnapshot({ ...parts, place, facts: await factsOf(counter), before, signal, tell }),
      );
    const check = ({ snapshot }: Written) =>
      checkSnapshot({
        place,
        snapshot,
        newest: snapshot.list,
        checkIndex: parts.source.checkIndex,
        signal,
        tell,
      });
    let written = await write(last + 1, older[0]?.list ?? NOTHING);
    const { damaged } = await check(written);
    if (damaged.length > 0) {
      // What lies there is not what was put: it goes, and is copied anew.
      for (const path of damaged) await place.removeFile(written.snapshot.list.get(path)?.sha256 ?? "");
      written = await write(last + 2, NOTHING);
      if ((await check(written)).damaged.length > 0)
        throw new BackupError("backup.altered", "what was written there is not what is read there");
    }
    const { snapshot, made } = written;
    const longest = longestKept(household.children().map(keepTimeOf));
    const all = [snapshot, ...older.filter(({ head }) => head.counter < snapshot.head.counter)];
    const kept = await letGo({ place, snapshots: all, now: snapshot.head.lived, longest, signal });
    const { counter, lived } = snapshot.head;
    const at = Date.parse(snapshot.head.at);
    const oldestAt = Math.min(...kept.map(({ head }) => Date.parse(head.at)));
    await remember(place, { counter, at, lived, oldestAt });
    return {
      counter,
      at,
      files: snapshot.head.files,
      bytes: snapshot.head.bytes,
      added: made.added,
      rescued: made.rescued,
      lost: made.lost,
      kept: kept.length,
      mended: damaged.length,
      isRolledBack,
    };
  }

  async function lookThrough(signal: AbortSignal): Promise<BackupLooked> {
    if (folder === undefined) throw new BackupError("backup.off", "no folder for backups is set");
    const place = await Place.of(folder, household.hub);
    if (place === undefined) throw new BackupError("backup.gone", `no backups of this hub are in ${folder}`);
    const [newest] = await readOwn(place, parts.signer);
    if (newest === undefined) throw new BackupError("backup.none", "none that holds is there");
    const { counter } = newest.head;
    if (counter < ((await notes.read())?.places[place.id]?.counter ?? 0))
      throw new BackupError("backup.rolled-back", "the newest one there is not the newest that was made");
    await place.readKeys();
    const { damaged } = await checkSnapshot({
      place,
      snapshot: newest,
      newest: newest.list,
      checkIndex: parts.source.checkIndex,
      signal,
      tell: () => undefined,
    });
    return { counter, files: newest.head.files, damaged };
  }

  const factsOf = (counter: number) => snapshotFacts(parts, counter);

  async function remember(place: Place, note: PlaceNote): Promise<void> {
    const before = await notes.read();
    const trying = before?.trying ?? { since: parts.lived.now(), isTold: false };
    await notes.write({ ...before, places: { ...before?.places, [place.id]: note }, failing: null, trying });
  }

  return {
    folder,
    notes,
    async make(options) {
      if (isAtWork) throw new BackupError("backup.busy", "a backup is being made");
      isAtWork = true;
      try {
        return await make(options);
      } finally {
        isAtWork = false;
      }
    },
    async lookThrough(signal) {
      if (isAtWork) throw new BackupError("backup.busy", "a backup is being made");
      isAtWork = true;
      try {
        return await lookThrough(signal);
      } finally {
        isAtWork = false;
      }
    },
    async pack(signal) {
      const people = household.people();
      if (people.length === 0) throw new BackupError("backup.no-guardian", "this hub has no family yet");
      const note = await notes.read();
      const counters = Object.values(note?.places ?? {}).map((place) => place.counter);
      const counter = 1 + Math.max(note?.taken?.counter ?? 0, ...counters);
      const { source, signer, random } = parts;
      const facts = await factsOf(counter);
      const id = makePublicId(Uint8Array.from(random(16)));
      const { packBackup } = await import("./pack-backup.ts");
      return { counter, pieces: packBackup({ source, people, signer, facts, id, signal }) };
    },
    async sealedKeys() {
      const place = await findPlace(false);
      return (await place.readKeys()).sealed;
    },
    keyFiles: () => parts.source.keyFiles(),
    async place() {
      if (folder === undefined) return undefined;
      const found = await Place.of(folder, household.hub).catch(() => undefined);
      return found === undefined ? undefined : realpath(found.dir);
    },
    isThere: () =>
      findPlace(false).then(
        () => true,
        () => false,
      ),
  };
}

interface Written {
  readonly snapshot: Snapshot;
  readonly made: SnapshotMade;
}

async function readBack(place: Place, counter: number, made: SnapshotMade): Promise<Written> {
  return { snapshot: await decodeSnapshot(await place.readSnapshot(counter)), made };
}

/** @throws BackupError `backup.foreign` when one that holds was signed by another hub's key */
async function readOwn(place: Place, signer: Signer): Promise<readonly Snapshot[]> {
  const { snapshots } = await readSnapshots(place);
  if (snapshots.some(({ head }) => head.signer !== signer.publicKey))
    throw new BackupError("backup.foreign", "another hub signed the backups there");
  return snapshots;
}
