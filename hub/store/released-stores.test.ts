/**
 * What was ever released is read: a store of each version (test/vectors/store), copied, opened by the hub of today and compared with what stood in it.
 * And no form changes by the way: what today's hub writes is compared with what was written down as this version's.
 */
import { cpSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makePatchedCopy } from "../../test/support/patched-copy.ts";
import { makeMemoryDir } from "../../test/support/store-rig.ts";
import { formsOf, layStore, openStore, tellStore, VECTORS } from "../../test/support/store-vector.ts";
import { STORE_VERSION, VERSION_FILE } from "./store-version.ts";

const VERSIONS = Array.from({ length: STORE_VERSION }, (_, nth) => nth + 1);

let folder: Awaited<ReturnType<typeof makeMemoryDir>>;
beforeEach(async () => {
  folder = await makeMemoryDir();
});
afterEach(() => folder[Symbol.asyncDispose]());

const json = async (path: string): Promise<object> => JSON.parse(await readFile(path, "utf8")) as object;

/** A copy of a released one: git keeps neither modes nor empty folders. */
async function copyOf(version: number): Promise<string> {
  const dir = join(folder.path, "hub");
  cpSync(join(VECTORS, String(version)), dir, { recursive: true });
  return dir;
}

test("there is a store of each version, and no other", async () => {
  const found = (await readdir(VECTORS, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  expect(found.map(({ name }) => Number(name)).toSorted((one, other) => one - other)).toEqual(VERSIONS);
});

test.each(VERSIONS)(
  "a store of version %i is opened, is of today's, and says what it said; twice",
  async (version) => {
    const dir = await copyOf(version);
    const told = await json(join(VECTORS, `${version}.json`));
    for (let starts = 0; starts < 2; starts += 1) {
      const store = await openStore(dir);
      expect(await tellStore(store)).toMatchObject(told);
      await store[Symbol.asyncDispose]();
      expect(await readFile(join(dir, VERSION_FILE), "utf8")).toBe(`${STORE_VERSION}\n`);
    }
  },
);

test("the test of that: a hub that looks for something under another name finds less", async () => {
  await using copy = await makePatchedCopy([
    { file: "hub/store/sealed-index.ts", find: 'library: "b"', replace: 'library: "B"' },
  ]);
  const { openHubStore } = await copy.load<typeof import("./hub-store.ts")>("hub/store/hub-store.ts");
  const dir = await copyOf(1);
  const store = await openStore(dir);
  const before = await tellStore(store);
  await store[Symbol.asyncDispose]();
  const { systemClock } = await import("../clock/system-clock.ts");
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const other = await openHubStore({ dir, clock: systemClock, logger, random: () => new Uint8Array() });
  const after = await tellStore(other as never);
  await other[Symbol.asyncDispose]();
  expect(after).not.toMatchObject(before);
});

test(`what is written has the form that is written down for version ${STORE_VERSION}`, async () => {
  const dir = join(folder.path, "hub");
  await mkdir(folder.path, { recursive: true });
  await layStore(dir);
  const forms = await formsOf(dir);
  expect(Object.keys(forms).length).toBeGreaterThan(15);
  expect(
    forms,
    "The form of what is kept has changed. Is something that an older hub wrote not read any more, or would an older hub lose it? Then add a migration (hub/store/store-version.ts). In either case: node test/support/store-vector.ts",
  ).toEqual(await json(join(VECTORS, "forms.json")));
});

test("the test of that: a member more, and one of another kind, are seen", async () => {
  const dir = await copyOf(1);
  const before = await formsOf(dir);
  const { deriveDeviceKeys, readKeyFile } = await import("./device-key.ts");
  const { nameKey, openDatabase, SealedIndex } = await import("./sealed-index.ts");
  const keys = deriveDeviceKeys((await readKeyFile(dir, "device")) ?? new Uint8Array());
  const index = new SealedIndex(await openDatabase(join(dir, "index")), keys.values);
  const key = nameKey("toy", keys.nameOf("another"));
  await index.commit([{ key, value: { name: 7, colour: "brown" } }]);
  await index[Symbol.asyncDispose]();
  const after = await formsOf(dir);
  expect(after.toy?.filter((path) => !before.toy?.includes(path))).toEqual([
    ".colour: string",
    ".name: number",
  ]);
});
