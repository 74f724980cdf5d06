import { randomBytes } from "node:crypto";
import { cpSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { aPerson, aSession } from "../../test/contracts/household.contract.ts";
import { aMessage, makeStoreRig, type StoreRig } from "../../test/support/store-rig.ts";
import { eraseIfNoted, isBeingErased, noteEverything } from "./erase-everything.ts";

const sealed = Uint8Array.from(randomBytes(4_000));

async function aHousehold(): Promise<StoreRig> {
  const rig = await makeStoreRig();
  onTestFinished(() => rig[Symbol.asyncDispose]());
  const store = await rig.reopen();
  const person = aPerson("Name");
  await store.household.claim(person, ["entry"], aSession(person));
  const record = aMessage();
  await store.archive.put(record.id, sealed);
  await store.waiting.put(record.id, sealed);
  await store.messages.add(record);
  return rig;
}
async function everyFile(dir: string): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && entry.name !== "ballast")
      found.set(path.slice(dir.length + 1), await readFile(path));
  }
  return found;
}
const untilTidy = async (dir: string) =>
  expect.poll(async () => (await readdir(dir)).filter((name) => name.startsWith("gone-"))).toEqual([]);
/** A hub as it is when nobody ever was there, and not a byte of the one before. */
async function expectNew(rig: StoreRig, before: ReadonlyMap<string, Buffer>): Promise<void> {
  const store = await rig.reopen();
  expect([store.household.people(), store.household.roster(), await store.messages.newest(5)]).toEqual([
    [],
    [],
    [],
  ]);
  await untilTidy(rig.dir);
  const after = await everyFile(rig.dir);
  expect(after.has("erase-everything")).toBe(false);
  for (const [name, bytes] of before) {
    // LevelDB's own small files (CURRENT, an empty log) are alike in all hubs.
    if (bytes.byteLength < 64 || name === "index/LOG") continue;
    const piece = bytes.subarray(bytes.byteLength - 48);
    const left = [...after].filter(([, file]) => file.includes(piece)).map(([found]) => found);
    expect([name, left]).toEqual([name, []]);
  }
}

test("the running hub writes nothing any more, and ends; the next one is a new hub", async () => {
  const rig = await aHousehold();
  const store = await rig.reopen();
  const { hub } = store.household;
  const before = await everyFile(rig.dir);
  await store.eraser.everything([]);
  expect(await store.broken).toMatchObject({ code: "store.closed" });
  await expect(store.messages.add(aMessage())).rejects.toMatchObject({ code: "store.closed" });
  await rig.close();
  await expectNew(rig, before);
  expect((await rig.reopen()).household.hub).not.toBe(hub);
});

const isNoLock = (path: string) => !path.endsWith("/LOCK");

test("killed anywhere on the way, the start after it makes up for it", async () => {
  const rig = await aHousehold();
  await rig.close();
  const before = await everyFile(rig.dir);
  await noteEverything(rig.dir);
  const done: ((dir: string) => Promise<void>)[] = [
    async () => undefined,
    (dir) => rm(join(dir, "device.key")),
    (dir) => rm(join(dir, "pepper.key")),
    async (dir) => {
      for (const name of ["index", "household.sealed"]) {
        cpSync(join(dir, name), join(dir, "gone-1", name), { recursive: true, filter: isNoLock });
        await rm(join(dir, name), { recursive: true });
      }
    },
  ];
  for (let steps = 1; steps <= done.length; steps++) {
    const dir = `${rig.dir}-${steps}`;
    cpSync(rig.dir, dir, { recursive: true, filter: isNoLock });
    for (const step of done.slice(0, steps)) await step(dir);
    const killed = await makeStoreRig(dir);
    onTestFinished(() => killed[Symbol.asyncDispose]());
    await expectNew(killed, before);
    await killed.close();
  }
});

test("another hub that runs on the folder keeps it from being touched", async () => {
  const rig = await aHousehold();
  await noteEverything(rig.dir);
  const other = await makeStoreRig(rig.dir);
  await expect(other.reopen()).rejects.toMatchObject({ code: "store.in-use" });
  expect((await stat(join(rig.dir, "device.key"))).size).toBeGreaterThan(0);
});

test("backups that are to go go, what opens them together with the keys, and one that is away keeps no hub from beginning", async () => {
  const rig = await aHousehold();
  await rig.close();
  const place = `${rig.dir}-stick/pawpost-backup-x`;
  await mkdir(join(place, "files", "3f"), { recursive: true });
  for (const name of ["keys.age", "ways-in.json", "files/3f/3f9c"]) await writeFile(join(place, name), name);
  await noteEverything(rig.dir, [place, `${rig.dir}-unplugged`]);
  expect(await eraseIfNoted(rig.dir)).toBe(true);
  expect([await readdir(place), await readdir(join(place, "files"))]).toEqual([["files"], ["3f"]]);
  expect(await isBeingErased(rig.dir)).toBe(true);
  await rig.reopen();
  await untilTidy(rig.dir);
  await expect.poll(() => readdir(`${rig.dir}-stick`)).toEqual([]);
  await expect.poll(() => isBeingErased(rig.dir)).toBe(false);
});
