import { randomBytes } from "node:crypto";
import { readdir, readFile, stat, truncate, unlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { aPerson, aSession } from "../../test/contracts/household.contract.ts";
import { aMessage, aToy, makeStoreRig, type StoreRig } from "../../test/support/store-rig.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import type { HubStore } from "./hub-store.ts";
import { assertSoundIndex, isHalfMade } from "./index-scrub.ts";

const KINDS = { current: /^CURRENT$/, manifest: /^MANIFEST-/, log: /^\d+\.log$/, table: /\.ldb$/ } as const;

async function fileOf(rig: StoreRig, kind: keyof typeof KINDS): Promise<string> {
  const folder = join(rig.dir, "index");
  return join(folder, (await readdir(folder)).find((name) => KINDS[kind].test(name)) ?? "");
}

const clip = Uint8Array.from(randomBytes(500));
const { toy, child } = aToy();
const person = aPerson();

/** A household, and messages of two runs: of the first in a table, of the second in the log. */
async function fill(rig: StoreRig): Promise<readonly MessageRecord[]> {
  const records = Array.from({ length: 12 }, (_, at) => aMessage({ createdAt: 1_000 + at }));
  for (const run of [records.slice(0, 6), records.slice(6)]) {
    const store = await rig.reopen();
    if (store.household.people().length === 0) {
      await store.household.claim(person, ["0", "1"], aSession(person));
      await store.household.putToy(toy, child);
    }
    for (const record of run) {
      await store.archive.put(record.id, clip);
      await store.messages.add(record);
    }
  }
  await rig.close();
  return records;
}

async function expectAll(store: HubStore, records: readonly MessageRecord[]): Promise<void> {
  await store.swept;
  const byTime = (one: MessageRecord, other: MessageRecord) => one.createdAt - other.createdAt;
  expect([...(await store.messages.newest(100))].sort(byTime)).toEqual(records);
  for (const { id } of records) expect(await store.archive.get(id)).toEqual(clip);
  expect(store.household.people()).toEqual([person]);
  expect([store.household.toys(), store.household.roster()]).toEqual([[toy], ["0", "1"]]);
}

describe.each(Object.keys(KINDS) as (keyof typeof KINDS)[])("of a file of the index, its %s,", (kind) => {
  test.each<[string, (path: string) => Promise<void>]>([
    ["that is gone", unlink],
    ["that is empty", (path) => truncate(path, 0)],
    ["of which half is there", async (path) => truncate(path, Math.floor((await stat(path)).size / 2))],
    ["that is all zeros", async (path) => writeFile(path, Buffer.alloc((await stat(path)).size))],
    ["that is noise", async (path) => writeFile(path, randomBytes((await stat(path)).size))],
  ])(
    "one %s costs nothing: it is seen, and the index made again from what lies beside it",
    async (_, harm) => {
      await using rig = await makeStoreRig();
      const records = await fill(rig);
      await harm(await fileOf(rig, kind));
      const store = await rig.reopen();
      expect((await readdir(rig.dir)).includes("index-damaged")).toBe(store.started.withLostIndex);
      await expectAll(store, records);
    },
  );
});

test("a log that is gone is damage, also where LevelDB would go on without it", async () => {
  await using rig = await makeStoreRig();
  await fill(rig);
  await unlink(await fileOf(rig, "log"));
  await expect(assertSoundIndex(join(rig.dir, "index"))).rejects.toMatchObject({ code: "store.damaged" });
});

test("tells a log that says nothing from one that was stopped in good order", async () => {
  await using rig = await makeStoreRig();
  await fill(rig);
  expect(await assertSoundIndex(join(rig.dir, "index"))).toMatchObject({ isLogEmpty: false });
  await truncate(await fileOf(rig, "log"), 0);
  expect(await assertSoundIndex(join(rig.dir, "index"))).toMatchObject({ isLogEmpty: true });
});

/** What a power cut left of an index in the first moment of a hub: CURRENT is flushed, the manifest that it names is not. */
async function cutWhileMade(rig: StoreRig, hasSecond: boolean): Promise<void> {
  await rig.reopen();
  await rig.close();
  await unlink(await fileOf(rig, "log"));
  if (!hasSecond) await unlink(await fileOf(rig, "manifest"));
  await writeFile(await fileOf(rig, "current"), "MANIFEST-000001\n");
  await writeFile(join(rig.dir, "index", "MANIFEST-000001"), "");
}

test.each([
  ["before the second manifest", false],
  ["before the second manifest counts", true],
])(
  "an index that was never made to its end, cut %s, is made anew, for nobody else to look into",
  async (_, has) => {
    await using rig = await makeStoreRig();
    await cutWhileMade(rig, has);
    expect(await isHalfMade(join(rig.dir, "index"))).toBe(true);
    const store = await rig.reopen();
    const record = aMessage();
    await store.messages.add(record);
    expect((await stat(join(rig.dir, "index"))).mode & 0o077).toBe(0);
    expect(await (await rig.reopen()).messages.get(record.id)).toEqual(record);
  },
);

test("one that once held something is kept, and is no half-made one", async () => {
  await using rig = await makeStoreRig();
  await (await rig.reopen()).messages.add(aMessage());
  await rig.close();
  await writeFile(await fileOf(rig, "manifest"), ""); // all that there is stands in the log
  const log = await fileOf(rig, "log");
  const said = await readFile(log);
  expect((await rig.reopen()).started.withLostIndex).toBe(true);
  expect(await readFile(join(rig.dir, "index-damaged", basename(log)))).toEqual(said);
});
