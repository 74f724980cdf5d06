/** What a hub that keeps backups takes and leaves, whatever its disk and its notes did meanwhile. Who wants it otherwise: test/attacks/second-hub.test.ts. */
import { createHash, randomBytes } from "node:crypto";
import { readdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { codeOr } from "../../test/support/code-of.ts";
import { makeSigner } from "../../test/support/key-ring.ts";
import { makePatchedCopy } from "../../test/support/patched-copy.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import type { Signer } from "../contract/jws.ts";
import { depositStatement, type KeptFile } from "../contract/keeper-line.ts";
import { makePublicId } from "../contract/public-id.ts";
import { hours } from "../domain/duration.ts";
import type { KeptHub } from "../ports/keepers.ts";
import { type KeptForOthers, keepForOthers } from "./keep-for-others.ts";
import { PLACE_FILES } from "./place.ts";
import { encodeSnapshot } from "./snapshot.ts";

const FILE = "hub/backup/keep-for-others.ts";
const GIB = 1_073_741_824;
const DAY = hours(24);
const newId = () => makePublicId(Uint8Array.from(randomBytes(16)));
const [keeper, hub] = [newId(), newId()];
const hashOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const fileOf = (bytes: Uint8Array): KeptFile => ({ sha256: hashOf(bytes), bytes: bytes.byteLength });
const aRecording = (name: string) => `archive/${hashOf(Buffer.from(name)).slice(0, 32)}.age`;

let temp: Awaited<ReturnType<typeof makeTempDir>>;
let signer: Signer;
let own: Signer;
/** What the keeping hub has written down. */
let noted: KeptHub;
let now: number;
let free: number;
/** A kill: from then on nothing that it does is written. */
let isKilled: boolean;
let keeping: KeptForOthers;

const open = (most = GIB, by = keepForOthers) =>
  by({
    folder: join(temp.path, "kept"),
    hub: keeper,
    signer: own,
    most,
    disk: { measure: async () => ({ free, limit: GIB }) },
    clock: { now: () => now },
    lived: { now: () => now },
    random: (bytes) => randomBytes(bytes),
    kept: () => [noted],
    async put(kept) {
      noted = kept;
      if (isKilled) throw new Error("killed");
    },
  });

beforeEach(async () => {
  temp = await makeTempDir();
  [signer, own] = await Promise.all([makeSigner(), makeSigner()]);
  noted = { hub, title: "Next door", signer: signer.publicKey, pin: "", since: 0, counter: 0, backups: [] };
  [now, free, isKilled] = [Date.parse("2026-01-02T03:04:05Z"), 100 * GIB, false];
  keeping = open();
});
afterEach(() => temp[Symbol.asyncDispose]());

const take = (bytes: Uint8Array) =>
  keeping.take(
    hub,
    fileOf(bytes),
    (async function* () {
      yield bytes;
    })(),
  );

interface Sent {
  readonly recordings?: Readonly<Record<string, Uint8Array>>;
  /** Listed, and not sent. */
  readonly unsent?: boolean;
  readonly longest?: number;
}

/** A backup with that number, as the first hub sends it. @returns its receipt, or how many files are missing */
async function send(counter: number, { recordings = {}, unsent = false, longest = 400 * DAY }: Sent = {}) {
  const [index, keys, ways] = [randomBytes(64), Buffer.from("keys"), Buffer.from("ways")];
  for (const bytes of [index, keys, ways, ...(unsent ? [] : Object.values(recordings))]) await take(bytes);
  const listed = Object.entries(recordings).map(
    ([name, bytes]) => [aRecording(name), fileOf(bytes)] as const,
  );
  const place = { number: 1, hash: hashOf(index) };
  const facts = {
    hub,
    counter,
    at: new Date(now).toISOString(),
    lived: now,
    program: "0",
    roster: place,
    ledger: place,
  };
  const list = await encodeSnapshot(facts, new Map([["index", fileOf(index)], ...listed]), signer);
  const said = { hub, keeper, counter, list: hashOf(list), keys: fileOf(keys), ways: fileOf(ways), longest };
  return keeping.deposit(hub, await depositStatement.sign(said, signer), list);
}

const isThere = async (bytes: Uint8Array) => (await keeping.missing(hub, [fileOf(bytes)])).length === 0;
const counters = async () => (await keeping.list(hub)).backups.map(({ counter }) => counter);
const snapshotPath = (counter: number) =>
  join(temp.path, "kept", `pawpost-backup-${hub}`, PLACE_FILES.snapshot(counter));

test("a hub that has lost its notes writes no backup over one that lies there, and says which number is next", async () => {
  const sound = randomBytes(100);
  await send(1, { recordings: { sound } });
  const before = await keeping.backup(hub, 1);
  noted = { ...noted, counter: 0, backups: [] };
  keeping = open();
  expect(await codeOr("taken")(send(1))).toBe("backup.rolled-back");
  expect(await keeping.list(hub)).toEqual({ hub, counter: 1, backups: [] });
  await send(2);
  expect(await keeping.backup(hub, 1)).toEqual(before);
  expect(await isThere(sound)).toBe(true);
});

test("a kill while a list is written leaves what was whole, and the next one goes on", async () => {
  await send(1);
  isKilled = true;
  await send(2).catch(() => undefined);
  isKilled = false;
  keeping = open();
  expect([await counters(), (await keeping.list(hub)).counter]).toEqual([[1], 2]);
  expect(await codeOr("taken")(send(2))).toBe("backup.rolled-back");
  await send(3);
  expect(await counters()).toEqual([3, 1]);
});

test("where the list does not fit nothing is signed, and the next one may", async () => {
  await send(1);
  const measured = free;
  const failing = send(2);
  free = 0;
  expect(await codeOr("taken")(failing)).toBe("backup.full");
  free = measured;
  expect([await counters(), noted.backups.length]).toEqual([[1], 1]);
  await send(3);
  expect(await counters()).toEqual([3, 1]);
});

test("the last room of the disk is this hub's own family's", async () => {
  free = 4 * GIB;
  await expect(take(randomBytes(9))).rejects.toMatchObject({ says: "keeping.disk-full" });
  free = 5 * GIB;
  await take(randomBytes(9));
});

test("small files count as what they take of the disk with their inode", async () => {
  keeping = open(4 * 16_384);
  for (let at = 0; at < 4; at++) await take(randomBytes(9));
  await expect(take(randomBytes(9))).rejects.toMatchObject({ says: "keeping.full" });
  expect(await keeping.used()).toBe(4 * 16_384);
  // The same when it is measured anew.
  keeping = open(4 * 16_384);
  expect(await keeping.used()).toBe(4 * 16_384);
});

test("lists whose files do not come are read through so many times a day, and no more", async () => {
  const recordings = { sound: randomBytes(10) };
  for (let at = 0; at < 72; at++) expect(await send(1, { recordings, unsent: true })).toBe(1);
  await expect(send(1, { recordings, unsent: true })).rejects.toMatchObject({ says: "keeping.too-often" });
  now += DAY;
  expect(await send(1, { recordings })).toEqual(expect.any(String));
});

test("of one hub so many backups come in a day, and no more; without the barrier any number", async () => {
  const flood = async (from: KeptForOthers) => {
    keeping = from;
    const answers = new Set<string>();
    for (let at = 0; at < 25; at++) answers.add(await codeOr("taken")(send(noted.counter + 1)));
    return answers;
  };
  expect(await flood(keeping)).toEqual(new Set(["taken", "backup.busy"]));
  const find = ".length >= MOST_A_DAY";
  await using copy = await makePatchedCopy([{ file: FILE, find, replace: ".length < 0" }]);
  const patched = await copy.load<{ keepForOthers: typeof keepForOthers }>(FILE);
  expect(await flood(open(GIB, patched.keepForOthers))).toEqual(new Set(["taken"]));
});

test("nothing goes while what a list of the last 30 days names is not known", async () => {
  const [former, sound] = [randomBytes(100), randomBytes(100)];
  await send(1, { recordings: { former } });
  now += 40 * DAY;
  await send(2, { recordings: { sound } });
  expect([await isThere(former), await isThere(sound)]).toEqual([false, true]);
  await truncate(snapshotPath(2), 10);
  now += DAY;
  await send(3);
  expect(await isThere(sound)).toBe(true);
  // It is over by then, and so is what it named.
  now += 30 * DAY;
  await send(4);
  expect(await isThere(sound)).toBe(false);
});

test("an older one keeps what a younger one has under the same name otherwise, and loses what none has", async () => {
  const [was, is, erased] = [randomBytes(10), randomBytes(10), randomBytes(10)];
  await send(1, { recordings: { changed: was, erased } });
  now += 40 * DAY;
  await send(2, { recordings: { changed: is } });
  expect(await counters()).toEqual([2, 1]);
  expect(await Promise.all([was, is, erased].map(isThere))).toEqual([true, true, false]);
});

test("what is removed is gone from the disk", async () => {
  await send(1, { recordings: { sound: randomBytes(10) } });
  await keeping.remove(hub);
  expect(await readdir(join(temp.path, "kept"))).toEqual([]);
});

test("what is not as it was put is asked for anew", async () => {
  const sound = randomBytes(20_000);
  await send(1, { recordings: { sound } });
  const path = join(temp.path, "kept", `pawpost-backup-${hub}`, PLACE_FILES.file(hashOf(sound)));
  await writeFile(path, randomBytes(20_000));
  expect(await send(2, { recordings: { sound }, unsent: true })).toBe(1);
  expect(await isThere(sound)).toBe(false);
  await rm(path, { force: true });
  expect(await send(2, { recordings: { sound } })).toEqual(expect.any(String));
});
