/** A file of each kind that a hub stores, on its own disk and on a stick with backups, and the code by which each is read. */
import { cpSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { openBackupKeys } from "../../hub/archive/backup-keys.ts";
import * as checking from "../../hub/backup/check-snapshot.ts";
import { listBackups } from "../../hub/backup/list-backups.ts";
import { systemClock } from "../../hub/clock/system-clock.ts";
import { deriveDeviceKeys, readKeyFile } from "../../hub/store/device-key.ts";
import { readHouseholdCopy } from "../../hub/store/household-table.ts";
import * as storing from "../../hub/store/hub-store.ts";
import { assertSoundIndex } from "../../hub/store/index-scrub.ts";
import { ReportTable } from "../../hub/store/report-table.ts";
import { nameKey, openDatabase, SealedIndex } from "../../hub/store/sealed-index.ts";
import { Sidecars } from "../../hub/store/sidecars.ts";
import { type BackedUpFamily, byPassphrase } from "../support/backed-up-family.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { layStore, openStore, tellStore } from "../support/store-vector.ts";
import { makeTempDir } from "../support/temp-dir.ts";

/** What reads; a patched copy's may take their places. */
export type Readers = Pick<typeof storing, "openHubStore"> & Pick<typeof checking, "checkSnapshot">;
export const OURS: Readers = { ...storing, ...checking };

export interface StoredFile {
  readonly kind: Kind;
  readonly path: string;
  /** What is handed out of it. */
  read(): Promise<unknown>;
}

/** How many of a thousand flips each gets. The index' own notes are read by nobody; that nothing comes of them takes a whole start to see. */
export const SHARES_OF_FLIPS = {
  recording: 250,
  card: 150,
  "waiting clip": 80,
  "shared clip": 80,
  "library item": 80,
  report: 30,
  household: 30,
  key: 50,
  version: 2,
  index: 60,
  "index' notes": 1,
  "backup's file": 100,
  "backup's list": 40,
  "backup's place": 17,
  "backup's keys": 30,
} as const;
export type Kind = keyof typeof SHARES_OF_FLIPS;

const never = new AbortController().signal;
const KEYS = ["device", "pepper", "signing", "push"] as const;
/** 12 MiB of nothing, and a file without bytes. */
const LEFT_OUT = /\/(?:ballast|LOCK)$/;
const RECIPIENT = "age1shared";

export async function laySomeOfEach(family: BackedUpFamily, readers: Readers = OURS) {
  await using opening = new AsyncDisposableStack();
  const temp = opening.use(await makeTempDir());
  /** One stays closed: LevelDB's files and the keys. One is open, as while the hub is at work. One is started again and again. */
  const [closed, open, tried] = [
    join(temp.path, "closed"),
    join(temp.path, "open"),
    join(temp.path, "tried"),
  ];
  await layStore(closed);
  const sha256 = await shareOne(closed);
  await (await openStore(closed))[Symbol.asyncDispose](); // makes a table of the log
  for (const copy of [open, tried])
    cpSync(closed, copy, { recursive: true, filter: (path) => !LEFT_OUT.test(path) });
  const store = opening.use(
    await readers.openHubStore({
      dir: open,
      clock: systemClock,
      logger: makeRecordingLog(),
      random: () => new Uint8Array(16),
    }),
  );
  await store.swept;
  const device = await readKeyFile(open, "device");
  if (device === undefined) throw new Error("no device key");
  const keys = deriveDeviceKeys(device);
  const nameOf = (id: string) => keys.nameOf(id).toString("hex");
  const cards = new Sidecars(join(open, "archive"), keys, () => undefined);
  const files: StoredFile[] = [];
  const add = (kind: Kind, path: string, read: () => Promise<unknown>) => files.push({ kind, path, read });

  for (const { id, shares = [] } of await store.messages.newest(100)) {
    const name = nameOf(id);
    const base = join(open, "archive", name.slice(0, 2), name);
    if ((await store.archive.get(id)) !== undefined)
      add("recording", `${base}.age`, () => store.archive.get(id));
    // By itself for an index that is made again, and for its recording.
    add("card", `${base}.card`, async () => {
      const card = await cards.read(name);
      const recording = await store.archive.get(id);
      if (card?.isDamaged !== false) throw DAMAGED;
      return { card, recording };
    });
    if ((await store.waiting.get(id)) !== undefined)
      add("waiting clip", join(open, "waiting", `${name}.clip`), () => store.waiting.get(id));
    for (const { recipient } of shares)
      add("shared clip", join(open, "shares", name.slice(0, 2), `${name}.${nameOf(recipient)}.age`), () =>
        store.shares.get(id, recipient, sha256),
      );
  }
  for (const { id } of store.library.all())
    add("library item", join(open, "library", `${nameOf(id)}.item`), () => store.library.clip(id));

  // As where the index was lost.
  const index = new SealedIndex(await openDatabase(join(temp.path, "no-index")), keys.values);
  opening.use(index);
  for (const file of await readdir(join(open, "reports")))
    add("report", join(open, "reports", file), async () => {
      const dir = join(open, "reports");
      const table = await ReportTable.open({
        dir,
        index,
        keys,
        ledger: store.ledger,
        onFailure: () => undefined,
      });
      if (table.damaged > 0) throw DAMAGED;
      for (const { id } of table.all())
        await index.commit([{ key: nameKey("report", keys.nameOf(id)), value: undefined }]);
      return table.all();
    });
  // Read then, too, and nowhere else.
  add("household", join(open, "household.sealed"), () => readHouseholdCopy(open, keys));
  for (const which of KEYS) add("key", join(closed, `${which}.key`), () => readKeyFile(closed, which));

  // A whole start, of a copy that gets anew what lies under the flipped file.
  const start = async () => {
    await assertSoundIndex(join(closed, "index"));
    await rm(join(tried, "index"), { recursive: true });
    for (const name of ["index", "store.version"])
      cpSync(join(closed, name), join(tried, name), { recursive: true });
    await using started = await openStore(tried);
    if (started.started.withLostIndex) throw DAMAGED; // guardians are told
    await started.swept;
    return await tellStore(started);
  };
  add("version", join(closed, "store.version"), start);
  for (const name of await readdir(join(closed, "index")))
    if (name !== "LOCK")
      add(/^LOG/.test(name) ? "index' notes" : "index", join(closed, "index", name), start);

  await addStick(family, readers, add);
  const opened = opening.move();
  return { files, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** What a reader says who counts damage, and goes on. */
const DAMAGED = Object.assign(new Error("damaged"), { code: "store.damaged" });

async function shareOne(dir: string): Promise<string> {
  await using store = await openStore(dir);
  const [record] = await store.messages.newest(1);
  if (record === undefined) throw new Error("no message");
  const sealed = Buffer.alloc(3_000, "sealed to a relative");
  const sha256 = await store.shares.put(record.id, RECIPIENT, sealed);
  const share = { person: record.child, recipient: RECIPIENT, at: 1, bytes: sealed.byteLength, sha256 };
  await store.messages.update({ ...record, shares: [share] });
  return sha256;
}

async function addStick(
  family: BackedUpFamily,
  { checkSnapshot }: Readers,
  add: (kind: Kind, path: string, read: () => Promise<unknown>) => void,
): Promise<void> {
  const [found] = await listBackups(family.stick);
  const [snapshot] = found?.snapshots ?? [];
  if (found === undefined || snapshot === undefined) throw new Error("no backup");
  const { place } = found;
  const list = async () => {
    const [now] = await listBackups(family.stick);
    if (now === undefined || now.altered.length > 0) throw ALTERED;
    return {
      hub: now.place.hub,
      snapshots: now.snapshots.map(({ head, list: of }) => ({ head, of: [...of] })),
    };
  };
  for (const [path, { sha256 }] of snapshot.list)
    add("backup's file", join(place.dir, "files", sha256.slice(0, 2), sha256), async () => {
      const one = new Map([...snapshot.list].filter(([other]) => other === path));
      const { damaged } = await checkSnapshot({
        place,
        snapshot: { list: one },
        newest: snapshot.list,
        signal: never,
        tell: () => undefined,
      });
      if (damaged.length > 0) throw ALTERED;
      const pieces: Buffer[] = [];
      for await (const piece of place.pieces(sha256)) pieces.push(piece);
      return Buffer.concat(pieces);
    });
  for (const name of await readdir(join(place.dir, "snapshots")))
    add("backup's list", join(place.dir, "snapshots", name), list);
  add("backup's place", join(place.dir, "place.json"), list);
  for (const name of ["keys.age", "ways-in.json"])
    add("backup's keys", join(place.dir, name), async () => {
      const { sealed, waysIn } = await place.readKeys();
      return (await openBackupKeys(sealed, waysIn, byPassphrase(family.mum))).files;
    });
}

const ALTERED = Object.assign(new Error("altered"), { code: "backup.altered" });
