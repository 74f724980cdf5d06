import { randomBytes } from "node:crypto";
import { cpSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { aMessage, anId, listOf, makeStoreRig, moved, type StoreRig } from "../../test/support/store-rig.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { deriveDeviceKeys, readKeyFile } from "./device-key.ts";
import type { HubStore } from "./hub-store.ts";
import { nameKey, openDatabase } from "./sealed-index.ts";

const NOW = 1_760_000_000_000;
const MONTH = 30 * 86_400_000;
const sealed = () => Uint8Array.from(randomBytes(5_000));
const noted = (record: MessageRecord): LedgerEntry[] => [
  { at: 1, kind: "clip-erased", person: null, subject: record.id },
];

async function keep(store: HubStore, record = aMessage(), bytes = sealed()): Promise<MessageRecord> {
  await Promise.all([
    store.archive.put(record.id, bytes),
    store.waiting.put(record.id, Uint8Array.from(randomBytes(500))),
  ]);
  await store.messages.add(record);
  return record;
}
async function erase(store: HubStore, ids: readonly string[], now = NOW): Promise<void> {
  await store.eraser.hide(ids, now, noted);
  await store.eraser.finish(now);
}
const idsOf = async (store: HubStore) => (await store.messages.newest(1_000)).map(({ id }) => id);

/** All values that an index holds, as they lie there. */
async function rawValues(dir: string): Promise<Map<string, Buffer>> {
  const db = await openDatabase(join(dir, "index"));
  const all = await db.iterator().all();
  await db.close();
  return new Map(all.map(([key, value]) => [key.toString("hex"), value]));
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

test("an erased message that the hub had work with is nobody's work any more, now and after a start", async () => {
  await using rig = await makeStoreRig();
  let store = await rig.reopen();
  const [gone, stays] = [await keep(store), await keep(store)];
  expect(await store.messages.open()).toEqual([gone, stays]);
  await erase(store, [gone.id]);
  expect(await store.messages.get(gone.id)).toBeUndefined();
  expect(await store.messages.open()).toEqual([stays]);
  await rig.close();
  store = await rig.reopen();
  expect(await store.messages.open()).toEqual([stays]);
});

test("of an erased message no file is left, and no byte of what the index held of it", async () => {
  await using rig = await makeStoreRig();
  let store = await rig.reopen();
  const [before, after] = [await keep(store), aMessage()];
  const voice = sealed();
  const gone = await keep(store, aMessage({ stamp: `stamp ${anId()}` }), voice);
  const history = [moved(gone, "delivering"), moved(moved(gone, "delivering"), "on_toy")];
  // Every version of it lies in the files: in tables by now, and the last in the log.
  await store.messages.update(history[0] as MessageRecord);
  await rig.close();
  const old = [...(await rawValues(rig.dir))];
  store = await rig.reopen();
  await store.messages.update(history[1] as MessageRecord);
  await keep(store, after);
  await rig.close();
  const values = new Map([...old, ...(await rawValues(rig.dir))]);
  const filesBefore = await everyFile(rig.dir);
  store = await rig.reopen();

  await erase(store, [gone.id]);
  expect(await idsOf(store)).toEqual([after.id, before.id]);
  const files = await everyFile(rig.dir);
  await rig.close();
  const kept = new Set([...(await rawValues(rig.dir)).values()].map(String));
  const lost = [...values.values(), ...old.map(([, value]) => value)].filter(
    (value) => !kept.has(String(value)),
  );
  expect(lost.length).toBeGreaterThanOrEqual(4); // record twice at least, id, age
  const leftIn = (bytes: Uint8Array) =>
    [...files].filter(([, file]) => file.includes(Buffer.from(bytes))).map(([name]) => name);
  expect(lost.flatMap(leftIn)).toEqual([]);
  expect(leftIn(voice.subarray(100, 200))).toEqual([]);
  const names = [...filesBefore.keys()].filter((name) => /\.(age|card|clip)$/.test(name));
  expect([names.length, [...files.keys()].filter((name) => names.includes(name)).length]).toEqual([9, 6]);
});

test("what is erased does not come back: not when it is sent again, nor from cards, nor at a restart", async () => {
  await using rig = await makeStoreRig();
  let store = await rig.reopen();
  const gone = await keep(store);
  const cards = await everyFile(rig.dir);
  await erase(store, [gone.id]);
  await expect(store.messages.add(gone)).rejects.toMatchObject({ code: "store.erased" });
  expect([await store.messages.wasErased(gone.id), await store.messages.wasErased(anId())]).toEqual([
    true,
    false,
  ]);
  store = await rig.reopen();
  expect([await idsOf(store), await store.archive.get(gone.id)]).toEqual([[], undefined]);
  // A card that somebody brings back from elsewhere is not taken in either.
  await rig.close();
  await rm(join(rig.dir, "ballast"), { force: true });
  for (const [name, bytes] of cards) if (name.endsWith(".card")) await writeFile(join(rig.dir, name), bytes);
  store = await rig.reopen();
  await store.swept;
  expect(await idsOf(store)).toEqual([]);
  await rig.close();
  await rm(join(rig.dir, "index"), { recursive: true });
  for (const [name] of cards) if (name.endsWith(".card")) await rm(join(rig.dir, name), { force: true });
  expect(await idsOf(await rig.reopen())).toEqual([]);
});

test("that it was there is forgotten after a month, and not before", async () => {
  await using rig = await makeStoreRig();
  const store = await rig.reopen();
  const gone = await keep(store);
  await erase(store, [gone.id]);
  await store.eraser.finish(NOW + MONTH - 1);
  expect(await store.messages.wasErased(gone.id)).toBe(true);
  await store.eraser.finish(NOW + MONTH + 1);
  expect(await store.messages.wasErased(gone.id)).toBe(false);
});

test("pages skip what is gone, in whatever order it went, and a lost record still shows", async () => {
  await using rig = await makeStoreRig();
  let store = await rig.reopen();
  const ids: string[] = [];
  for (let n = 0; n < 60; n++) {
    const record = aMessage();
    await store.messages.add(record);
    ids.push(record.id);
  }
  const left = new Set(ids);
  const shuffled = ids.toSorted(() => Math.random() - 0.5);
  const pages = async (size: number) => {
    const seen: string[] = [];
    for (let before: string | undefined; ; before = seen.at(-1)) {
      const page = await store.messages.newest(size, ...(before === undefined ? [] : [before]));
      seen.push(...page.map(({ id }) => id));
      if (page.length < size) return seen;
    }
  };
  while (shuffled.length > 0) {
    const some = shuffled.splice(0, 1 + Math.floor(Math.random() * 9));
    await store.eraser.hide(some, NOW, () => []);
    for (const id of some) left.delete(id);
    expect(await pages(7)).toEqual(ids.filter((id) => left.has(id)).reverse());
  }
  const last = aMessage();
  await store.messages.add(last);
  store = await rig.reopen();
  expect(await pages(7)).toEqual([last.id]);
  const other = aMessage();
  await store.messages.add(other);
  expect(await pages(7)).toEqual([other.id, last.id]);
});

test("a child's messages are found without the others, with how old and how large each is", async () => {
  await using rig = await makeStoreRig();
  let store = await rig.reopen();
  const [child, other] = [anId(), anId()];
  const records = [
    aMessage({ child, livedAt: 5, sealedBytes: 10 }),
    aMessage({ child: other }),
    aMessage({ child, sealedBytes: 20 }),
  ];
  for (const record of records) await store.messages.add(record);
  const [, , last = aMessage()] = records;
  await store.messages.update({ ...last, kept: true });
  const found = async () => listOf(store.messages.ofChild(child));
  const expected = [
    { counter: 1, livedAt: 5, bytes: 10, isKept: false },
    { counter: 3, livedAt: last.createdAt, bytes: 20, isKept: true },
  ];
  expect(await found()).toEqual(expected);
  expect(await store.messages.byCounter(3)).toMatchObject({ id: last.id });
  await rig.close();
  // As an older hub leaves it: the index knows nothing of children.
  const device = await readKeyFile(rig.dir, "device");
  const { nameOf } = deriveDeviceKeys(device ?? Buffer.alloc(0));
  const db = await openDatabase(join(rig.dir, "index"));
  await db.del(nameKey("meta", nameOf("messages by child")));
  for (const [key] of await db.iterator().all()) if (key[0] === "a".charCodeAt(0)) await db.del(key);
  await db.close();
  store = await rig.reopen();
  expect(await found()).toEqual(expected);
});

const wish = (messages: number) => ({
  what: "message" as const,
  by: null,
  askedAt: 1,
  messages,
  bytes: 7,
  onToys: 0,
});

test("a wish is kept over a restart, can be taken back, and stays as a receipt", async () => {
  await using rig = await makeStoreRig();
  let store = await rig.reopen();
  const [one, other] = [await keep(store), await keep(store)];
  const first = await store.eraser.begin(wish(1), [one.id], []);
  const second = await store.eraser.begin(wish(1), [other.id], []);
  store = await rig.reopen();
  expect(await store.eraser.unfinished()).toMatchObject([{ number: first }, { number: second }]);
  expect([await store.eraser.wanted(first), await store.eraser.wanted(second)]).toEqual([
    [one.id],
    [other.id],
  ]);
  expect(await store.eraser.takeBack(second)).toBe(true);
  expect(await store.eraser.wanted(second)).toEqual([]);
  await erase(store, [one.id, anId()]);
  expect(await store.eraser.takeBack(first)).toBe(false);
  await store.eraser.end(first, 9);
  expect([await store.eraser.unfinished(), await store.eraser.receipts(5), await idsOf(store)]).toEqual([
    [],
    [{ ...wish(1), number: first, doneAt: 9 }],
    [other.id],
  ]);
  const entries = await listOf(store.ledger.entries());
  expect(entries.filter(({ kind }) => kind === "clip-erased").map(({ subject }) => subject)).toEqual([
    one.id,
  ]);
});

/** Opening LevelDB's LOCK and closing it again would drop the lock of the one that runs. */
const isNoLock = (path: string) => !path.endsWith("/LOCK");
async function killedNow(rig: StoreRig, name: string): Promise<{ dir: string; store: HubStore }> {
  const dir = `${rig.dir}-${name}`;
  cpSync(rig.dir, dir, { recursive: true, filter: isNoLock });
  const copy = await makeStoreRig(dir);
  onTestFinished(() => copy[Symbol.asyncDispose]());
  return { dir, store: await copy.reopen() };
}

test("killed between any two of its steps it goes on, and nothing else is lost", async () => {
  await using rig = await makeStoreRig();
  const store = await rig.reopen();
  const [first, second, kept] = [await keep(store), await keep(store), await keep(store)];
  const points: { readonly name: string; readonly dir: string }[] = [];
  const snap = async (name: string) => {
    const dir = `${rig.dir}-${name}`;
    cpSync(rig.dir, dir, { recursive: true, filter: isNoLock });
    points.push({ name, dir });
  };
  const number = await store.eraser.begin(wish(2), [first.id, second.id], []);
  await snap("wanted");
  await store.eraser.hide([first.id, second.id], NOW, noted);
  await snap("hidden");
  await store.archive.erase(first.id);
  await snap("first file");
  await store.waiting.delete(first.id);
  await store.archive.erase(second.id);
  await snap("most files");
  await store.eraser.finish(NOW);
  await snap("done");
  for (const { name, dir } of points) {
    const copy = await makeStoreRig(dir);
    onTestFinished(() => copy[Symbol.asyncDispose]());
    const next = await copy.reopen();
    await next.swept;
    const isHidden = name !== "wanted";
    expect([name, await idsOf(next)]).toEqual([name, isHidden ? [kept.id] : [kept.id, second.id, first.id]]);
    const wanted = await next.eraser.wanted(number);
    expect([name, wanted.length]).toEqual([name, isHidden ? 0 : 2]);
    expect(await next.eraser.unfinished()).toMatchObject([{ number }]);
    // As the hub does it at its start.
    await next.eraser.hide(wanted, NOW, noted);
    await next.eraser.finish(NOW);
    expect(await idsOf(next)).toEqual([kept.id]);
    expect(await next.archive.get(kept.id)).toBeDefined();
    const files = [...(await everyFile(dir)).keys()].filter((file) => /\.(age|card|clip)$/.test(file));
    expect([name, files.length]).toEqual([name, 3]);
    const entries = await listOf(next.ledger.entries());
    expect([name, entries.filter(({ kind }) => kind === "clip-erased").length]).toEqual([name, 2]);
  }
  const { store: last } = await killedNow(rig, "last");
  expect(await idsOf(last)).toEqual([kept.id]);
});
