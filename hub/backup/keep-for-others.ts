/**
 * Backups of other hubs, kept here: each in a place of its own (place.ts), whoever is root on that other hub. It takes what is new, and has no way to
 * change or to take away what is there. Nothing goes before it was here for 30 days, in this hub's own lived time; then by the rule for every place.
 */
import { createHash } from "node:crypto";
import { lstat, mkdir, rm } from "node:fs/promises";
import type { Signer } from "../contract/jws.ts";
import {
  type Deposit,
  depositStatement,
  type KeepingCode,
  type KeptFile,
  type KeptList,
  receiptStatement,
} from "../contract/keeper-line.ts";
import { makePublicId, type PublicId } from "../contract/public-id.ts";
import { hours, ms } from "../domain/duration.ts";
import { keptBackups } from "../domain/kept-backups.ts";
import type { Clock } from "../ports/clock.ts";
import type { DiskRoom } from "../ports/disk-room.ts";
import type { KeptBackup, KeptHub } from "../ports/keepers.ts";
import type { LivedClock } from "../ports/lived-clock.ts";
import { checkSnapshot } from "./check-snapshot.ts";
import { BackupError } from "./errors.ts";
import { onDisk, Place } from "./place.ts";
import { decodeSnapshot, type Snapshot, type SnapshotList } from "./snapshot.ts";

/** For so long nothing goes, whoever wants it gone: somebody has looked by then. */
const KEPT_FOR_SURE = hours(24 * 30);
/** One a night, and what somebody at the machine sends by hand: each is read through. */
const MOST_A_DAY = 24;
/** What breaks off is tried again; each try is read through as well. */
const MOST_TRIES_A_DAY = 3 * MOST_A_DAY;
const DAY = hours(24);
/** So many times the room in which this hub's own family is taken nothing more of stays free: what others send is never why. */
const LEFT_TO_FAMILY = 4;
/** What a backup has of its own: there is no older or newer form of it. */
const OWN: ReadonlySet<string> = new Set(["index", "household.sealed"]);

export class KeepingRefused extends BackupError {
  readonly says: Extract<
    KeepingCode,
    "keeping.full" | "keeping.disk-full" | "keeping.backwards" | "keeping.foreign" | "keeping.too-often"
  >;

  constructor(says: KeepingRefused["says"], code: BackupError["code"], message: string) {
    super(code, message);
    this.says = says;
  }
}

export interface KeptForOthersParts {
  /** Where they lie; made when the first comes. */
  readonly folder: string;
  /** This hub's own. */
  readonly hub: PublicId;
  readonly signer: Signer;
  /** What is given to all of them, in bytes. */
  readonly most: number;
  readonly disk: Pick<DiskRoom, "measure">;
  readonly clock: Pick<Clock, "now">;
  readonly lived: Pick<LivedClock, "now">;
  random(bytes: number): Uint8Array;
  kept(): readonly KeptHub[];
  /** Durable when it resolves. */
  put(hub: KeptHub): Promise<void>;
}

export interface KeptForOthers {
  used(): Promise<number>;
  list(hub: PublicId): Promise<KeptList>;
  backup(hub: PublicId, counter: number): Promise<Uint8Array>;
  /** @returns `undefined` where it is not there */
  file(hub: PublicId, sha256: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  missing(hub: PublicId, files: readonly KeptFile[]): Promise<readonly string[]>;
  /** @throws KeepingRefused `keeping.full`, `keeping.disk-full`; BackupError `backup.altered` */
  take(hub: PublicId, file: KeptFile, pieces: AsyncIterable<Uint8Array>): Promise<void>;
  /** @returns a receipt, or how many files are not whole here. @throws KeepingRefused, BackupError */
  deposit(hub: PublicId, said: string, list: Uint8Array): Promise<string | number>;
  /** All of that hub's. */
  remove(hub: PublicId): Promise<void>;
}

export function keepForOthers(parts: KeptForOthersParts): KeptForOthers {
  const { folder, clock, lived } = parts;
  const places = new Map<PublicId, Promise<Place>>();
  /** In bytes, once it was measured. */
  let used: number | undefined;
  let measuring: Promise<number> | undefined;
  let coming = 0;
  /** In bytes, since it is being measured. */
  let cameMeanwhile = 0;
  /** When each hub's lists came, in lived time. */
  const tries = new Map<PublicId, readonly number[]>();
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work, work);
    turn = done.catch(() => undefined);
    return done;
  };

  const keptOf = (hub: PublicId): KeptHub => {
    const kept = parts.kept().find((one) => one.hub === hub);
    if (kept === undefined) throw new BackupError("backup.none", "nothing is kept for that hub");
    return kept;
  };
  async function openPlace(hub: PublicId): Promise<Place> {
    await mkdir(folder, { mode: 0o700, recursive: true });
    const place =
      (await Place.of(folder, hub)) ??
      (await Place.make(folder, hub, makePublicId(Uint8Array.from(parts.random(16)))));
    await place.sweep();
    place.doubtFolders();
    return place;
  }
  const placeOf = (hub: PublicId): Promise<Place> => {
    keptOf(hub);
    const known = places.get(hub) ?? openPlace(hub);
    places.set(hub, known);
    known.catch(() => places.delete(hub)); // the next who asks tries again
    return known;
  };
  const measure = async (): Promise<number> => {
    let size = 0;
    for (const { hub } of parts.kept()) size += await (await placeOf(hub)).size();
    return size;
  };
  const usedNow = async (): Promise<number> => {
    if (used !== undefined) return used;
    if (measuring === undefined) {
      cameMeanwhile = 0;
      measuring = measure().finally(() => {
        measuring = undefined;
      });
    }
    const measured = await measuring;
    used ??= measured + cameMeanwhile;
    return used;
  };

  /** Room for them is held until they are written, or not. */
  async function withRoom<T>(length: number, write: () => Promise<T>): Promise<T> {
    const bytes = onDisk(length);
    coming += bytes;
    try {
      if ((await usedNow()) + coming > parts.most)
        throw new KeepingRefused("keeping.full", "backup.full", "what is given to other hubs is used up");
      const { free, limit } = await parts.disk.measure();
      if (free - coming < LEFT_TO_FAMILY * limit)
        throw new KeepingRefused("keeping.disk-full", "backup.full", "the disk is full");
      const written = await write();
      if (used === undefined) cameMeanwhile += bytes;
      else used += bytes;
      return written;
    } finally {
      coming -= bytes;
    }
  }

  /** @returns those of `files` that are not what was put there, or gone */
  async function damagedIn(place: Place, list: SnapshotList): Promise<readonly string[]> {
    const { damaged } = await checkSnapshot({
      place,
      snapshot: { list },
      newest: list,
      signal: new AbortController().signal,
      tell: () => undefined,
    });
    return damaged;
  }

  async function assertOwn(kept: KeptHub, said: string, bytes: Uint8Array): Promise<Checked> {
    const stated = await depositStatement.read(said);
    const foreign = (why: string) => new KeepingRefused("keeping.foreign", "backup.foreign", why);
    if (stated?.signer !== kept.signer) throw foreign("another key than that hub's signed it");
    const { facts } = stated;
    if (facts.hub !== kept.hub || facts.keeper !== parts.hub)
      throw foreign("it is of another hub, or for another");
    if (facts.list !== hashOf(bytes)) throw foreign("the list is not the one that was signed");
    const snapshot = await decodeSnapshot(bytes);
    const { head } = snapshot;
    if (head.hub !== kept.hub || head.signer !== kept.signer || head.counter !== facts.counter)
      throw foreign("the list is another hub's, or another backup's");
    if (facts.counter <= (await highest(kept)))
      throw new KeepingRefused("keeping.backwards", "backup.rolled-back", "a later one came before");
    return { facts, snapshot };
  }

  /** Of this hub's own notes, and of what lies there: a backup is never written over, whatever its notes have lost. */
  async function highest({ hub, counter }: KeptHub): Promise<number> {
    return Math.max(counter, ...(await (await placeOf(hub)).counters()));
  }

  /** @throws KeepingRefused `keeping.too-often` */
  function countTry({ hub, backups }: KeptHub): void {
    const isToday = (came: number) => lived.now() - came < DAY;
    const tried = (tries.get(hub) ?? []).filter(isToday);
    const whole = backups.filter(({ lived: came }) => isToday(came));
    if (whole.length >= MOST_A_DAY || tried.length >= MOST_TRIES_A_DAY)
      throw new KeepingRefused("keeping.too-often", "backup.busy", "enough came today");
    tries.set(hub, [...tried, lived.now()]);
  }

  async function deposit(hub: PublicId, said: string, bytes: Uint8Array): Promise<string | number> {
    const kept = keptOf(hub);
    countTry(kept);
    const { facts, snapshot } = await assertOwn(kept, said, bytes);
    const place = await placeOf(hub);
    const { counter, keys, ways, longest } = facts;
    const all = new Map(snapshot.list).set("keys.age", keys).set("ways-in.json", ways);
    const damaged = await damagedIn(place, all);
    if (damaged.length > 0) {
      // What lies there is not what its name says: it counts for no backup, and comes anew.
      for (const path of damaged) await place.removeFile(all.get(path)?.sha256 ?? "");
      used = undefined;
      return damaged.length;
    }
    const backup = { counter, at: clock.now(), lived: lived.now(), keys, ways, longest };
    const now = { ...kept, counter, backups: [backup, ...kept.backups] };
    // Noted first: what a kill leaves is a note of nothing, and no backup that nobody knows of.
    await parts.put(now);
    try {
      await withRoom(bytes.byteLength, () => place.putSnapshot(counter, bytes));
    } catch (error) {
      await place.removeSnapshot(counter); // nobody was told that it is there
      await parts.put({ ...kept, counter });
      throw error;
    }
    await letGo(place, now);
    return receiptStatement.sign(
      {
        keeper: parts.hub,
        hub,
        counter,
        list: facts.list,
        files: snapshot.list.size,
        at: new Date(backup.at).toISOString(),
      },
      parts.signer,
    );
  }

  /** What is over: never anything that came within 30 days, or that a backup of these 30 days names. One list at a time is in memory. */
  async function letGo(place: Place, kept: KeptHub): Promise<void> {
    const now = lived.now();
    const isYoung = ({ lived: came }: KeptBackup) => now - came < KEPT_FOR_SURE;
    const young = kept.backups.filter(isYoung);
    // As long as any of these 30 days wanted: a hub in strange hands does not shorten it from one day to the next.
    const longest = ms(Math.max(...young.map((backup) => backup.longest)));
    const byRule = keptBackups(kept.backups, now, longest);
    const old = kept.backups.filter((backup) => !isYoung(backup) && byRule.has(backup.counter));
    const wanted = new Set<string>();
    for (const { counter, keys, ways } of young) {
      wanted.add(keys.sha256).add(ways.sha256);
      const list = await readList(place, counter);
      // This disk has lost or damaged it: what it names is not known, so nothing goes before it is over.
      if (list === undefined) return;
      for (const { sha256 } of list.values()) wanted.add(sha256);
    }
    /** What older ones have under a name, and none of these days has as it was. */
    const former = new Map<string, string[]>();
    for (const { counter, keys, ways } of old) {
      wanted.add(keys.sha256).add(ways.sha256);
      for (const [path, { sha256 }] of (await readList(place, counter)) ?? []) {
        if (OWN.has(path)) wanted.add(sha256);
        else if (!wanted.has(sha256)) former.set(path, [...(former.get(path) ?? []), sha256]);
      }
    }
    // What no backup of these days names was erased at home, or taken back there: it goes from older ones, too.
    for (const { counter } of former.size === 0 ? [] : young)
      for (const path of (await readList(place, counter))?.keys() ?? [])
        for (const sha256 of former.get(path) ?? []) wanted.add(sha256);
    // This hub lost its index, and with it what it knew of these: they are left as they are, with all that is theirs.
    const known = new Set(kept.backups.map(({ counter }) => counter));
    if ((await place.counters()).some((counter) => !known.has(counter))) return;
    const staying = kept.backups.filter((backup) => young.includes(backup) || old.includes(backup));
    for (const backup of kept.backups)
      if (!staying.includes(backup)) await place.removeSnapshot(backup.counter);
    if (staying.length < kept.backups.length) await parts.put({ ...kept, backups: staying });
    for await (const sha256 of place.hashes()) if (!wanted.has(sha256)) await place.removeFile(sha256);
    used = undefined;
  }

  return {
    used: usedNow,
    async list(hub) {
      const kept = keptOf(hub);
      const there = new Set(await (await placeOf(hub)).counters());
      const backups = kept.backups
        .filter(({ counter }) => there.has(counter))
        .map(({ counter, at, keys, ways }) => ({ counter, at: new Date(at).toISOString(), keys, ways }));
      return { hub, counter: Math.max(kept.counter, ...there), backups };
    },
    async backup(hub, counter) {
      return (await placeOf(hub)).readSnapshot(counter);
    },
    async file(hub, sha256) {
      const place = await placeOf(hub);
      const pieces = place.pieces(sha256);
      const first = await pieces.next().catch((error: unknown) => {
        if (error instanceof BackupError && error.code === "backup.altered") return undefined;
        throw error;
      });
      return first && continued(first, pieces);
    },
    async missing(hub, files) {
      const place = await placeOf(hub);
      const there = await Promise.all(files.map((file) => place.has(file)));
      return files.flatMap(({ sha256 }, at) => (there[at] === true ? [] : [sha256]));
    },
    async take(hub, file, pieces) {
      const place = await placeOf(hub);
      if (await place.has(file)) return;
      await withRoom(file.bytes, () => place.put(pieces, file));
    },
    deposit: (hub, said, list) => inTurn(() => deposit(hub, said, list)),
    remove: (hub) =>
      inTurn(async () => {
        const { dir } = await placeOf(hub);
        places.delete(hub);
        used = undefined;
        const there = await lstat(dir).catch(() => undefined);
        // What was just coming may still be written while its line ends.
        if (there?.isDirectory() === true) await rm(dir, { recursive: true, maxRetries: 3 });
      }),
  };
}

/** @returns `undefined` for one that this disk has lost or damaged. @throws BackupError where it cannot be read just now */
async function readList(place: Place, counter: number): Promise<SnapshotList | undefined> {
  try {
    return (await decodeSnapshot(await place.readSnapshot(counter))).list;
  } catch (error) {
    if (error instanceof BackupError && (error.code === "backup.altered" || error.code === "backup.none"))
      return undefined;
    throw error;
  }
}

interface Checked {
  readonly facts: Deposit;
  readonly snapshot: Snapshot;
}

async function* continued(
  first: IteratorResult<Uint8Array>,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    if (first.done !== true) yield first.value;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
