import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { aPerson, aSession } from "../../test/contracts/household.contract.ts";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { aMessage, makeMemoryDir, makeStoreRig } from "../../test/support/store-rig.ts";
import { makeIdentity, recipientOf } from "../archive/identity.ts";
import { hours } from "../domain/duration.ts";
import type { GuardianPerson } from "../ports/household.ts";
import type { HubStore } from "../store/hub-store.ts";
import { BackupError } from "./errors.ts";
import { listBackups } from "./list-backups.ts";
import { openBackups } from "./open-backups.ts";

const DAY = hours(24);
const aFile = (bytes = 4_000) => Uint8Array.from(randomBytes(bytes));
const stopped = () => AbortSignal.abort(new BackupError("backup.cancelled", "stopped"));
const going = () => new AbortController().signal;

async function guardian(): Promise<GuardianPerson> {
  return { ...aPerson(), slots: [], vaults: [], recipient: await recipientOf(await makeIdentity()) };
}

async function makeRig() {
  const stick = await makeMemoryDir();
  const rig = await makeStoreRig();
  const clock = makeManualClock();
  const store = await rig.reopen();
  const person = await guardian();
  await store.household.claim(person, ["entry"], aSession(person));
  const on = (of: HubStore = store) =>
    openBackups({
      folder: stick.path,
      source: of.backupSource,
      household: of.household,
      ledger: of.ledger,
      signer: of.secrets.signer,
      notes: of.backupNotes,
      clock,
      lived: { now: () => clock.now() },
      program: "0.1.0",
      random: randomBytes,
    });
  const say = async (bytes = aFile()) => {
    const record = aMessage({ sealedBytes: bytes.byteLength, createdAt: clock.now() }, "played");
    await store.archive.put(record.id, bytes);
    await store.messages.add(record);
    return { record, bytes };
  };
  const erase = async (id: string) => {
    const number = await store.eraser.begin(
      { what: "message", by: null, askedAt: clock.now(), messages: 1, bytes: 1, onToys: 0 },
      [id],
      [],
    );
    await store.eraser.hide([id], clock.now(), () => []);
    await store.eraser.finish(clock.now());
    await store.eraser.end(number, clock.now());
  };
  return {
    clock,
    dir: rig.dir,
    stick: stick.path,
    store,
    person,
    backups: on(),
    say,
    erase,
    make: () => on().make({ signal: going() }),
    place: async () => {
      const [place] = await listBackups(stick.path);
      if (place === undefined) throw new Error("no place");
      return place;
    },
    async [Symbol.asyncDispose]() {
      await rig[Symbol.asyncDispose]();
      await stick[Symbol.asyncDispose]();
    },
  };
}
type Rig = Awaited<ReturnType<typeof makeRig>>;

let rig: Rig;
beforeEach(async () => {
  rig = await makeRig();
});
afterEach(() => rig[Symbol.asyncDispose]());

const everyFile = async (dir: string) =>
  (await readdir(dir, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
/** Where the bytes of a file lie, whatever its name. */
async function whereIs(dir: string, bytes: Uint8Array): Promise<string[]> {
  const found: string[] = [];
  for (const path of await everyFile(dir))
    if ((await readFile(path)).includes(Buffer.from(bytes))) found.push(path);
  return found;
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: { code?: string }) => error.code,
  );

test("copies once, names what it copied, and the next night only what came since", async () => {
  const one = await rig.say();
  expect(await rig.make()).toMatchObject({ counter: 1, files: 3, added: 3, lost: 0, mended: 0, kept: 1 });
  await rig.say();
  await rig.clock.advance(DAY);
  expect(await rig.make()).toMatchObject({ counter: 2, files: 4, added: 2, kept: 2 });
  expect(await whereIs(rig.stick, one.bytes)).toHaveLength(1);
  const { snapshots, altered } = await rig.place();
  expect(snapshots.map(({ head }) => [head.counter, head.files])).toEqual([
    [2, 4],
    [1, 3],
  ]);
  expect(altered).toEqual([]);
  expect(snapshots[0]?.head).toMatchObject({
    hub: rig.store.household.hub,
    program: "0.1.0",
    signer: rig.store.secrets.signer.publicKey,
    roster: { number: 1 },
  });
});

test("what is written while it is made is in the next one", async () => {
  const late = rig.say.bind(undefined, aFile());
  const snapshot = rig.store.backupSource.snapshot();
  await rig.say();
  const pieces: Uint8Array[] = [];
  for await (const piece of snapshot.index()) {
    pieces.push(piece);
    await late();
  }
  let archived = 0;
  for await (const { path } of snapshot.files()) if (path.startsWith("archive/")) archived += 1;
  expect(archived).toBe(1);
});

test("what was erased leaves every backup with the next one; what was not, stays", async () => {
  const [gone, stays] = [await rig.say(), await rig.say()];
  await rig.make();
  await rig.clock.advance(DAY);
  await rig.make();
  await rig.erase(gone.record.id);
  expect(await whereIs(rig.stick, gone.bytes)).toHaveLength(1);
  await rig.clock.advance(DAY);
  await rig.make();
  expect(await whereIs(rig.stick, gone.bytes)).toEqual([]);
  expect(await whereIs(rig.stick, stays.bytes)).toHaveLength(1);
  expect((await rig.place()).snapshots).toHaveLength(3);
});

test("a share that was taken back, and an item of the library that was removed, leave it", async () => {
  const { record } = await rig.say();
  const shared = aFile();
  const sha256 = await rig.store.shares.put(record.id, "age1x", shared);
  const share = { person: rig.person.id, recipient: "age1x", at: 1, bytes: 4_000, sha256 };
  await rig.store.messages.update({ ...record, shares: [share] });
  await rig.make();
  expect(await whereIs(rig.stick, shared)).toHaveLength(1);
  await rig.store.messages.update(record);
  await rig.store.shares.delete(record.id, "age1x");
  await rig.clock.advance(DAY);
  await rig.make();
  expect(await whereIs(rig.stick, shared)).toEqual([]);
});

test("a file that was sealed anew stays as it was for as long as an older backup names it", async () => {
  const { record, bytes } = await rig.say();
  await rig.make();
  const anew = aFile();
  await rig.store.archive.stage(record.id, anew);
  const sha256 = Buffer.from(await crypto.subtle.digest("SHA-256", anew)).toString("hex");
  await rig.store.archive.replace(record.id, sha256);
  await rig.clock.advance(DAY);
  await rig.make();
  expect(
    [await whereIs(rig.stick, bytes), await whereIs(rig.stick, anew)].map(({ length }) => length),
  ).toEqual([1, 1]);
  await rig.clock.advance(hours(24 * 500));
  await rig.make();
  expect(await whereIs(rig.stick, bytes)).toEqual([]);
});

test("what the hub's disk lost stays in the backup, and is told", async () => {
  const { bytes } = await rig.say();
  await rig.make();
  const [path = ""] = await whereIs(rig.dir, bytes);
  await rm(path);
  await rm(path.replace(".age", ".card"));
  await rig.clock.advance(DAY);
  expect(await rig.make()).toMatchObject({ rescued: 1, lost: 0 });
  expect(await whereIs(rig.stick, bytes)).toHaveLength(1);
});

test("a file there that was damaged is found by reading it back, and copied anew", async () => {
  const { bytes } = await rig.say();
  await rig.make();
  const [path = ""] = await whereIs(rig.stick, bytes);
  await writeFile(path, aFile());
  await rig.clock.advance(DAY);
  expect(await rig.make()).toMatchObject({ mended: 1 });
  expect(await whereIs(rig.stick, bytes)).toEqual([path]);
});

test("an empty folder where backups were is a stick that is gone, until somebody says that it is a new one", async () => {
  await rig.make();
  const [name = ""] = await readdir(rig.stick);
  await rename(join(rig.stick, name), `${rig.dir}-elsewhere`);
  expect(await codeOf(rig.make())).toBe("backup.gone");
  expect(await rig.backups.isThere()).toBe(false);
  expect(await readdir(rig.stick)).toEqual([]);
  cpSync(`${rig.dir}-elsewhere`, join(rig.stick, name), { recursive: true });
  expect(await rig.make()).toMatchObject({ counter: 2 });
  await rm(join(rig.stick, name), { recursive: true });
  expect(await rig.backups.make({ newPlace: true, signal: going() })).toMatchObject({ isRolledBack: false });
});

test("an older copy of the place is told, and a backup is made all the same", async () => {
  await rig.make();
  const [name = ""] = await readdir(rig.stick);
  cpSync(join(rig.stick, name), `${rig.dir}-old`, { recursive: true });
  await rig.clock.advance(DAY);
  await rig.make();
  await rm(join(rig.stick, name), { recursive: true });
  cpSync(`${rig.dir}-old`, join(rig.stick, name), { recursive: true });
  expect(await rig.make()).toMatchObject({ counter: 3, isRolledBack: true });
});

test("two hubs on one stick do not touch each other's", async () => {
  await using other = await makeRig();
  const { bytes } = await rig.say();
  await rig.make();
  const strangers = openBackups({
    folder: rig.stick,
    source: other.store.backupSource,
    household: other.store.household,
    ledger: other.store.ledger,
    signer: other.store.secrets.signer,
    notes: other.store.backupNotes,
    clock: other.clock,
    lived: { now: () => 0 },
    program: "0.1.0",
    random: randomBytes,
  });
  await strangers.make({ signal: going() });
  expect(await listBackups(rig.stick)).toHaveLength(2);
  expect(await whereIs(rig.stick, bytes)).toHaveLength(1);
});

test("under this hub's name, but signed by another key: nothing is written there", async () => {
  await rig.make();
  const strange = await makeStoreRig();
  const { secrets } = await strange.reopen();
  const pretending = openBackups({
    folder: rig.stick,
    source: rig.store.backupSource,
    household: rig.store.household,
    ledger: rig.store.ledger,
    signer: secrets.signer,
    notes: rig.store.backupNotes,
    clock: rig.clock,
    lived: { now: () => 0 },
    program: "0.1.0",
    random: randomBytes,
  });
  const before = (await everyFile(rig.stick)).toSorted();
  expect(await codeOf(pretending.make({ signal: going() }))).toBe("backup.foreign");
  expect((await everyFile(rig.stick)).toSorted()).toEqual(before);
  await strange[Symbol.asyncDispose]();
});

test("stopped in the middle, what was whole is whole", async () => {
  await rig.say();
  await rig.make();
  await rig.say();
  expect(await codeOf(rig.backups.make({ signal: stopped() }))).toBe("backup.cancelled");
  const { snapshots } = await rig.place();
  expect(snapshots.map(({ head }) => head.counter)).toEqual([1]);
  expect(await rig.make()).toMatchObject({ counter: 2, mended: 0 });
});

test("one at a time", async () => {
  const backups = rig.backups;
  const both = await Promise.all([
    codeOf(backups.make({ signal: going() })),
    codeOf(backups.make({ signal: going() })),
  ]);
  expect(both.toSorted()).toEqual(["backup.busy", "done"]);
});

test("a backup that somebody changed is told from one that holds, and left alone", async () => {
  await rig.make();
  await rig.clock.advance(DAY);
  await rig.make();
  const paths = (await everyFile(rig.stick)).filter((path) => path.endsWith(".pawpost")).toSorted();
  const [first = "", second = ""] = paths;
  await writeFile(second, (await readFile(first)).toString().replace("household", "househelp"));
  expect(await rig.place()).toMatchObject({ altered: [2], snapshots: [{ head: { counter: 1 } }] });
  // An old one under a newer number would pass for the newest.
  await writeFile(second, await readFile(first));
  expect(await rig.place()).toMatchObject({ altered: [2] });
  expect(await rig.make()).toMatchObject({ counter: 3, isRolledBack: true });
});

test("a link in the place is never followed: what it leads to is neither written over nor read", async () => {
  const { bytes, record } = await rig.say();
  await rig.make();
  const [path = ""] = await whereIs(rig.stick, bytes);
  const precious = `${rig.dir}-precious`;
  await writeFile(precious, bytes);
  await rm(path);
  await symlink(precious, path);
  await rig.clock.advance(DAY);
  expect(await rig.make()).toMatchObject({ lost: 0 });
  expect(await whereIs(rig.stick, bytes)).toEqual([path]);
  await rm(path);
  await symlink(precious, path);
  await rig.erase(record.id);
  await rig.clock.advance(DAY);
  await rig.make();
  expect(await readFile(precious)).toEqual(Buffer.from(bytes));
  expect(await everyFile(rig.stick)).not.toContain(path);
});

test("without a family there is nothing to keep; without a folder no place", async () => {
  await using bare = await makeStoreRig();
  const store = await bare.reopen();
  const parts = {
    source: store.backupSource,
    household: store.household,
    ledger: store.ledger,
    signer: store.secrets.signer,
    notes: store.backupNotes,
    clock: rig.clock,
    lived: { now: () => 0 },
    program: "0.1.0",
    random: randomBytes,
  };
  const made = (
    folder: string | undefined,
    household: Pick<HubStore["household"], "hub" | "people" | "roster" | "children"> = store.household,
  ) => codeOf(openBackups({ ...parts, household, folder }).make({ signal: going() }));
  expect(await made(rig.stick)).toBe("backup.no-guardian");
  expect(await made(undefined, rig.store.household)).toBe("backup.off");
  expect(await made(`${rig.stick}/not-there`, rig.store.household)).toBe("backup.gone");
});

test.skipIf(process.getuid?.() === 0)("a place that may only be read is told as such", async () => {
  await rig.make();
  const [name = ""] = await readdir(rig.stick);
  await chmod(join(rig.stick, name, "incoming"), 0o500);
  expect(await codeOf(rig.make())).toBe("backup.read-only");
  await chmod(join(rig.stick, name, "incoming"), 0o700);
});

test("neither who is signed in nor who is invited is in a backup", async () => {
  const session = aSession(rig.person);
  await rig.store.household.putSession(session);
  const seen: string[] = [];
  const letters = new Set<string>();
  for await (const piece of rig.store.backupSource.snapshot().index())
    seen.push(Buffer.from(piece).toString("hex"));
  for await (const [key] of (await import("../store/index-stream.ts")).decodeIndex(
    (async function* () {
      yield Buffer.from(seen.join(""), "hex");
    })(),
  ))
    letters.add(key.toString("latin1", 0, 1));
  expect(letters).toContain("p");
  expect(letters).not.toContain("s");
});

test.skipIf(process.platform !== "linux")(
  "lies in files that anybody may copy, and sha256sum agrees with their names",
  async () => {
    const { bytes } = await rig.say();
    await rig.make();
    const [path = ""] = await whereIs(rig.stick, bytes);
    const { stdout } = await promisify(execFile)("sha256sum", [path]);
    expect(path.endsWith(stdout.split(" ")[0] ?? "-")).toBe(true);
    await mkdir(`${rig.dir}-copy`);
    cpSync(rig.stick, `${rig.dir}-copy`, { recursive: true });
    expect((await listBackups(`${rig.dir}-copy`))[0]?.snapshots).toHaveLength(1);
  },
);
