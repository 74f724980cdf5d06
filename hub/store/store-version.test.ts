import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { makeMemoryDir, makeStoreRig } from "../../test/support/store-rig.ts";
import { deriveDeviceKeys } from "./device-key.ts";
import { nameKey, openDatabase, SealedIndex } from "./sealed-index.ts";
import {
  bringUpToDate,
  type Migration,
  STORE_VERSION,
  type StoreParts,
  VERSION_FILE,
} from "./store-version.ts";

let folder: Awaited<ReturnType<typeof makeMemoryDir>>;
let parts: StoreParts;
let ran: string[];

async function open(): Promise<void> {
  const keys = deriveDeviceKeys(new Uint8Array(32));
  const index = new SealedIndex(await openDatabase(join(folder.path, "index")), keys.values);
  parts = { dir: folder.path, index, keys };
}
beforeEach(async () => {
  folder = await makeMemoryDir();
  ran = [];
  await open();
});
afterEach(async () => {
  await parts.index[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const step =
  (name: string): Migration =>
  async () =>
    void ran.push(name);
const [two, three] = [step("2"), step("3")];
const upToDate = (...migrations: Migration[]) => bringUpToDate(parts, makeRecordingLog(), migrations);
const file = () => readFile(join(folder.path, VERSION_FILE), "utf8");
const inIndex = nameKey("meta", deriveDeviceKeys(new Uint8Array(32)).nameOf("store version"));

test("a store that says nothing is of version 1, and says so from then on", async () => {
  expect(await upToDate()).toEqual({ from: 1, to: 1 });
  expect([await file(), await parts.index.get(inIndex)]).toEqual(["1\n", 1]);
});

test("each migration that is missing runs, in order, once", async () => {
  await upToDate();
  expect(await upToDate(two, three)).toEqual({ from: 1, to: 3 });
  expect(ran).toEqual(["2", "3"]);
  expect([await file(), await parts.index.get(inIndex)]).toEqual(["3\n", 3]);
  expect(await upToDate(two, three, step("4"))).toEqual({ from: 3, to: 4 });
  expect(ran).toEqual(["2", "3", "4"]);
  await upToDate(two, three, step("4"));
  expect(ran).toHaveLength(3);
});

test("what was cut off in the middle goes on there: what was done is not done again, what was half done is", async () => {
  const half: Migration = async () => {
    ran.push("half of 3");
    throw new Error("killed");
  };
  await expect(upToDate(two, half)).rejects.toThrow("killed");
  await parts.index[Symbol.asyncDispose]();
  await open();
  expect(await upToDate(two, three)).toEqual({ from: 2, to: 3 });
  expect(ran).toEqual(["2", "half of 3", "3"]);
});

test.each([
  ["the file", async () => writeFile(join(folder.path, VERSION_FILE), "3\n")],
  ["the index", async () => parts.index.commit([{ key: inIndex, value: 3 }])],
])("a store that is newer than the hub, as %s alone says, is left alone", async (_, isNewer) => {
  await upToDate();
  await isNewer();
  const before = await file();
  await expect(upToDate(two)).rejects.toMatchObject({ code: "store.too-new" });
  expect([ran, await file()]).toEqual([[], before]);
});

test("a lost index, and a backup that has no file, are of the version that the other says", async () => {
  await upToDate(two);
  await rm(join(folder.path, VERSION_FILE));
  expect(await upToDate(two, three)).toEqual({ from: 2, to: 3 });
  await parts.index.commit([{ key: inIndex, value: undefined }]);
  expect(await upToDate(two, three)).toEqual({ from: 3, to: 3 });
  expect(ran).toEqual(["2", "3"]);
});

test("a version that cannot be read is no reason to begin at 1", async () => {
  await writeFile(join(folder.path, VERSION_FILE), "\0\0");
  await expect(upToDate(two)).rejects.toMatchObject({ code: "store.damaged" });
  expect(ran).toEqual([]);
});

test("the hub itself refuses a store of a newer one, and opens it when the newer one was mended", async () => {
  await using rig = await makeStoreRig();
  await rig.reopen();
  await rig.close();
  await writeFile(join(rig.dir, VERSION_FILE), `${STORE_VERSION + 1}\n`);
  await expect(rig.reopen()).rejects.toMatchObject({ code: "store.too-new" });
  await writeFile(join(rig.dir, VERSION_FILE), `${STORE_VERSION}\n`);
  await expect(rig.reopen()).resolves.toBeDefined();
});
