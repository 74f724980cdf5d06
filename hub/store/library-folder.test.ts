import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { anId, listOf, makeStoreRig, type StoreRig } from "../../test/support/store-rig.ts";
import type { LibraryItem } from "../ports/library-store.ts";

let rig: StoreRig;
beforeEach(async () => {
  rig = await makeStoreRig();
});
afterEach(() => rig[Symbol.asyncDispose]());

const SOUND = new TextEncoder().encode("what the toy will say, frame by frame");
const TITLE = "The moon has risen";
const anItem = (addedAt: number, change: Partial<LibraryItem> = {}): LibraryItem => ({
  id: anId(),
  kind: "lullaby",
  title: TITLE,
  story: null,
  chapter: null,
  milliseconds: 20_000,
  bytes: SOUND.byteLength,
  clip: "ab".repeat(32),
  addedBy: anId(),
  addedAt,
  ...change,
});
const added = ({ id, addedAt, addedBy }: LibraryItem) =>
  ({ at: addedAt, kind: "library-added", person: addedBy, subject: id }) as const;
const folder = () => join(rig.dir, "library");
async function filesOf(): Promise<Buffer[]> {
  const entries = await readdir(rig.dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name))));
}

test("items and their sound are there after closing and opening, those that came first, first", async () => {
  const store = await rig.reopen();
  const [late, early] = [anItem(2), anItem(1)];
  await store.library.add(late, SOUND, [added(late)]);
  await store.library.add(early, SOUND, [added(early)]);
  const renamed = { ...late, title: "Another title" };
  await store.library.change(renamed, []);
  const again = await rig.reopen();
  expect(again.library.all()).toEqual([early, renamed]);
  expect(Buffer.from((await again.library.clip(late.id)) ?? [])).toEqual(Buffer.from(SOUND));
  expect(await listOf(again.ledger.entries())).toMatchObject([added(late), added(early)]);
});

test("neither title nor sound can be read on the disk", async () => {
  const store = await rig.reopen();
  await store.library.add(anItem(1), SOUND, []);
  await rig.close();
  const files = await filesOf();
  expect(files.length).toBeGreaterThan(3);
  for (const bytes of files) expect(bytes.includes(TITLE) || bytes.includes(Buffer.from(SOUND))).toBe(false);
});

test("what was erased is gone from the folder, and stays so", async () => {
  const store = await rig.reopen();
  const [one, other] = [anItem(1), anItem(2)];
  for (const item of [one, other]) await store.library.add(item, SOUND, [added(item)]);
  const removed = { at: 3, kind: "library-removed", person: null, subject: one.id } as const;
  await store.library.erase(one.id, [removed]);
  expect(await store.library.clip(one.id)).toBeUndefined();
  const again = await rig.reopen();
  expect(again.library.all()).toEqual([other]);
  expect(await readdir(folder())).toHaveLength(1);
  expect(await listOf(again.ledger.entries())).toMatchObject([added(one), added(other), removed]);
});

test("a lost index loses none: they are taken in from their files, once, with their entries", async () => {
  const store = await rig.reopen();
  const item = anItem(5);
  await store.library.add(item, SOUND, [added(item)]);
  await rig.close();
  await rm(join(rig.dir, "index"), { recursive: true });
  expect((await rig.reopen()).library.all()).toEqual([item]);
  const third = await rig.reopen();
  expect(await listOf(third.ledger.entries())).toMatchObject([added(item)]);
});

test("a kill in erasing, between file and index: it is gone, and the ledger says so, once", async () => {
  const store = await rig.reopen();
  const [one, other] = [anItem(1), anItem(2)];
  for (const item of [one, other]) await store.library.add(item, SOUND, [added(item)]);
  const before = await readdir(folder());
  await store.library.erase(other.id, []);
  await rig.close();
  const [left = ""] = await readdir(folder());
  expect(before).toContain(left);
  await rm(join(folder(), left));
  const again = await rig.reopen();
  expect(again.library.all()).toEqual([]);
  const removed = { kind: "library-removed", person: null, subject: one.id };
  expect(await listOf(again.ledger.entries())).toMatchObject([added(one), added(other), removed]);
  const third = await rig.reopen();
  expect(await listOf(third.ledger.entries())).toHaveLength(3);
});

test("one that is damaged, or lies under another's name, is told of and costs no other", async () => {
  const store = await rig.reopen();
  for (const item of [anItem(1), anItem(2), anItem(3)]) await store.library.add(item, SOUND, []);
  await rig.close();
  const [hurt = "", other = "", whole = ""] = (await readdir(folder())).map((name) => join(folder(), name));
  const bytes = await readFile(hurt);
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  await writeFile(hurt, bytes);
  await writeFile(other, await readFile(whole));
  const again = await rig.reopen();
  expect(again.library.all()).toHaveLength(1);
  expect(again.library.damaged).toBe(2);
  expect(rig.log.map(({ phrase }) => phrase)).toContain("files of the library are damaged");
});

test("an item is never replaced by another one", async () => {
  const store = await rig.reopen();
  const item = anItem(1);
  await store.library.add(item, SOUND, []);
  await expect(store.library.add({ ...item, title: "Other" }, SOUND, [])).rejects.toMatchObject({
    code: "store.exists",
  });
  await expect(store.library.change(anItem(1), [])).rejects.toMatchObject({ code: "store.missing" });
});
