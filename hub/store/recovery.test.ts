import { randomBytes } from "node:crypto";
import { cpSync } from "node:fs";
import { copyFile, readdir, readFile, rename, rm, unlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { aPerson, aSession } from "../../test/contracts/household.contract.ts";
import { anEntry } from "../../test/contracts/ledger.contract.ts";
import { rewriteIndex } from "../../test/support/rewrite-index.ts";
import { aMessage, anId, listOf, makeStoreRig, moved, type StoreRig } from "../../test/support/store-rig.ts";
import type { HubStore } from "./hub-store.ts";

async function pathsIn(dir: string, suffix: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter(({ name }) => name.endsWith(suffix))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** A message with its recording, and the file of its sidecar. */
async function layRecording(rig: StoreRig, store: HubStore) {
  const record = aMessage();
  const sealed = Uint8Array.from(randomBytes(100));
  await store.archive.put(record.id, sealed);
  await store.messages.add(record);
  const [card = ""] = await pathsIn(rig.dir, ".card");
  return { record, sealed, card };
}

async function flipBit(path: string, at?: number): Promise<void> {
  const bytes = await readFile(path);
  const offset = at ?? Math.floor(bytes.byteLength / 2);
  bytes[offset] = (bytes[offset] ?? 0) ^ 0x10;
  await writeFile(path, bytes);
}

test("brings messages, people, toys and the hub's id back when the index is gone", async () => {
  await using rig = await makeStoreRig();
  let store = await rig.reopen();
  const { hub } = store.household;
  const person = aPerson();
  const child = { id: anId(), name: "the child" };
  const toy = {
    id: anId(),
    name: "Bear",
    child: child.id,
    model: "m",
    firmware: null,
    claimed: true,
    room: "main",
  };
  await store.household.claim(person, ["0", "1"], aSession(person));
  await store.household.appendRoster("2");
  await store.household.putToy(toy, child);
  const records = Array.from({ length: 40 }, (_, at) => aMessage({ createdAt: 1_000 + at }));
  const clip = Uint8Array.from(randomBytes(100));
  for (const record of records) {
    await store.archive.put(record.id, clip);
    await store.messages.add(record);
  }
  const hearer = anId();
  const sha256 = await store.shares.put(records[5]?.id ?? "", "age1x", clip);
  const share = { person: hearer, recipient: "age1x", at: 1, bytes: 100, sha256 };
  const shared = { ...(records[5] ?? aMessage()), shares: [share] };
  await store.messages.update(shared);
  const played = moved(moved(records[3] ?? aMessage(), "delivering"), "cancelled");
  await store.messages.update(played);
  const before = await store.messages.newest(100);
  const openBefore = await store.messages.open();
  await rig.close();

  await rm(join(rig.dir, "index"), { recursive: true });
  store = await rig.reopen();
  expect(store.household.hub).toBe(hub);
  expect(await store.messages.newest(100)).toEqual(before);
  expect(await store.messages.open()).toEqual(openBefore);
  expect(await store.messages.get(played.id)).toEqual(played);
  expect(await store.archive.get(played.id)).toEqual(clip);
  expect(await listOf(store.messages.ofPerson(hearer))).toEqual([shared]);
  expect(await store.shares.get(shared.id, "age1x", sha256)).toEqual(clip);
  expect(store.household.people()).toEqual([person]);
  expect(store.household.roster()).toEqual(["0", "1", "2"]);
  expect([store.household.toys(), store.household.children()]).toEqual([[toy], [child]]);
  expect(store.household.sessions()).toEqual([]);
  await expect(store.household.claim(aPerson(), ["x"], aSession(person))).rejects.toMatchObject({
    code: "store.already-claimed",
  });
  const added = aMessage();
  await store.messages.add(added);
  expect((await store.messages.newest(1))[0]).toEqual(added);
});

test("refuses to make a new key over data that an old one sealed", async () => {
  await using rig = await makeStoreRig();
  await rig.reopen();
  await rig.close();
  await rename(join(rig.dir, "device.key"), join(rig.dir, "elsewhere"));
  await expect(rig.reopen()).rejects.toMatchObject({ code: "store.key-missing" });
  await rename(join(rig.dir, "elsewhere"), join(rig.dir, "device.key"));
  await rig.reopen();
});

test.each(["device.key", "pepper.key"])("tells a flipped bit in %s from damaged data", async (file) => {
  await using rig = await makeStoreRig();
  await rig.reopen();
  await rig.close();
  await flipBit(join(rig.dir, file), 40);
  await expect(rig.reopen()).rejects.toMatchObject({
    code: "store.damaged",
    message: expect.stringContaining(file),
  });
});

test("does not take an index that lost its CURRENT file for a new one", async () => {
  await using rig = await makeStoreRig();
  const store = await rig.reopen();
  const record = aMessage();
  await store.messages.add(record);
  await rig.reopen(); // makes a table of the log
  await rig.close();
  const namesIn = async (folder: string) =>
    (await pathsIn(join(rig.dir, folder), ".ldb")).map((path) => basename(path));
  const tables = await namesIn("index");
  await unlink(join(rig.dir, "index", "CURRENT"));
  const again = await rig.reopen();
  expect(again.started.withLostIndex).toBe(true);
  expect(await again.messages.newest(10)).toEqual([record]);
  expect(await namesIn("index-damaged")).toEqual(tables);
});

test("plays no archive file with a flipped bit, and none that was swapped for another", async () => {
  await using rig = await makeStoreRig();
  let store = await rig.reopen();
  const [one, other] = [aMessage(), aMessage()];
  for (const record of [one, other]) {
    await store.archive.put(record.id, randomBytes(5_000));
    await store.messages.add(record);
  }
  await rig.close();
  const [first = "", second = ""] = await pathsIn(rig.dir, ".age");
  await copyFile(first, second);
  await flipBit(first);
  store = await rig.reopen();
  for (const { id } of [one, other]) {
    await expect(store.archive.get(id)).rejects.toMatchObject({ code: "store.damaged" });
  }
  await unlink(first);
  for (const { id } of [one, other]) {
    await expect(store.archive.get(id)).rejects.toMatchObject({ code: "store.damaged" });
  }
});

test("hands no waiting clip with a flipped bit to a toy", async () => {
  await using rig = await makeStoreRig();
  const store = await rig.reopen();
  const record = aMessage();
  await store.messages.add(record);
  await store.waiting.put(record.id, randomBytes(2_000));
  for (const path of await pathsIn(rig.dir, ".clip")) await flipBit(path);
  await expect(store.waiting.get(record.id)).rejects.toMatchObject({ code: "store.damaged" });
  await expect(listOf(store.waiting.ids())).rejects.toMatchObject({ code: "store.damaged" });
  // What cannot be played can still be withdrawn.
  await store.waiting.delete(record.id);
  expect(await store.waiting.get(record.id)).toBeUndefined();
});

test("goes on with a message whose sidecar has a flipped bit, and mends it", async () => {
  await using rig = await makeStoreRig();
  let store = await rig.reopen();
  const { record, sealed, card } = await layRecording(rig, store);
  await flipBit(card, (await readFile(card)).byteLength - 30);
  const next = moved(record, "delivering");
  await store.messages.update(next);
  expect(await store.archive.get(record.id)).toEqual(sealed);
  await rig.close();
  await rm(join(rig.dir, "index"), { recursive: true });
  store = await rig.reopen();
  expect(await store.messages.get(record.id)).toEqual(next);
  expect(await store.archive.get(record.id)).toEqual(sealed);
});

test("reads a sidecar past a length in which any bit flipped, also when the index is gone", async () => {
  await using rig = await makeStoreRig();
  let store = await rig.reopen();
  const { record, sealed, card } = await layRecording(rig, store);
  const next = moved(record, "delivering");
  await store.messages.update(next);
  const whole = await readFile(card);
  for (let frame = 0; frame < whole.byteLength; frame += 4 + whole.readUInt32BE(frame)) {
    for (let bit = 0; bit < 32; bit++) {
      const flipped = Buffer.from(whole);
      flipped.writeUInt32BE((whole.readUInt32BE(frame) ^ (1 << bit)) >>> 0, frame);
      await writeFile(card, flipped);
      expect(await store.archive.get(record.id)).toEqual(sealed);
    }
    await rig.close();
    await rm(join(rig.dir, "index"), { recursive: true });
    store = await rig.reopen();
    expect(await store.messages.get(record.id)).toEqual(next);
  }
  expect(rig.log).toContainEqual(expect.objectContaining({ phrase: "sidecars are damaged" }));
});

test("does not say of a recording that there is none when its sidecar was emptied", async () => {
  await using rig = await makeStoreRig();
  const store = await rig.reopen();
  const { record, card } = await layRecording(rig, store);
  for (const left of [Buffer.alloc(0), Buffer.alloc(500)]) {
    await writeFile(card, left);
    await expect(store.archive.get(record.id)).rejects.toMatchObject({ code: "store.damaged" });
  }
});

test("removes no recording whose sidecar is damaged, also when the index is gone and a kill came after", async () => {
  await using rig = await makeStoreRig();
  const store = await rig.reopen();
  const { card } = await layRecording(rig, store);
  await rig.close();
  await flipBit(card, 20);
  await rm(join(rig.dir, "index"), { recursive: true });
  await rig.reopen();
  const after = `${rig.dir}-after`;
  cpSync(rig.dir, after, { recursive: true, filter: (path) => !path.endsWith("/LOCK") });
  await using killed = await makeStoreRig(after);
  await (await killed.reopen()).swept;
  expect(await pathsIn(after, ".age")).toHaveLength(1);
});

test("keeps a message that goes through very many steps in a small sidecar", async () => {
  await using rig = await makeStoreRig();
  let store = await rig.reopen();
  let record = aMessage();
  await store.archive.put(record.id, randomBytes(100));
  await store.messages.add(record);
  for (let round = 0; round < 100; round++) {
    record = moved(record, round % 2 === 0 ? "delivering" : "queued");
    await store.messages.update(record);
  }
  const [card = ""] = await pathsIn(rig.dir, ".card");
  expect((await readFile(card)).byteLength).toBeLessThan(80_000);
  await rig.close();
  await rm(join(rig.dir, "index"), { recursive: true });
  store = await rig.reopen();
  expect(await store.messages.get(record.id)).toEqual(record);
});

test.each([
  ["the last entry is cut off", (letter: string, at: number) => letter === "l" && at === 4],
  ["an entry is taken out", (letter: string, at: number) => letter === "l" && at === 2],
  ["the first entry is cut off", (letter: string, at: number) => letter === "l" && at === 0],
])("sees that the ledger was changed: %s", async (_, isDropped) => {
  await using rig = await makeStoreRig();
  let store = await rig.reopen();
  for (let at = 0; at < 5; at++) await store.ledger.append(anEntry(at));
  await rig.close();
  await rewriteIndex(rig.dir, (letter, at) => (isDropped(letter, at) ? "drop" : "keep"));
  store = await rig.reopen();
  await expect(listOf(store.ledger.entries())).rejects.toMatchObject({ code: "store.ledger-broken" });
});

test("sees that a message is missing in the middle, and that a value is not its own", async () => {
  for (const misdeed of ["drop", "flip", "swap"] as const) {
    await using rig = await makeStoreRig();
    let store = await rig.reopen();
    for (let n = 0; n < 5; n++) await store.messages.add(aMessage());
    await rig.close();
    await rewriteIndex(rig.dir, (letter, at) => (letter === "m" && at === 2 ? misdeed : "keep"));
    store = await rig.reopen();
    await expect(store.messages.newest(10)).rejects.toMatchObject({ code: "store.damaged" });
    await expect(store.messages.open()).rejects.toMatchObject({ code: "store.damaged" });
    expect(await store.messages.newest(1)).toHaveLength(1);
  }
});

test("a copy of the folder is a hub like the first", async () => {
  await using rig = await makeStoreRig();
  const store = await rig.reopen();
  const record = aMessage();
  await store.messages.add(record);
  await rig.close();
  cpSync(rig.dir, `${rig.dir}-copy`, { recursive: true });
  await using copy = await makeStoreRig(`${rig.dir}-copy`);
  expect(await (await copy.reopen()).messages.get(record.id)).toEqual(record);
});
