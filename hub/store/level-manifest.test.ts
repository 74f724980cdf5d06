import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { aMessage, makeStoreRig } from "../../test/support/store-rig.ts";
import { filesInUse } from "./level-manifest.ts";
import { openDatabase } from "./sealed-index.ts";

/** What `level` is in Node, and does not say. */
interface ClassicLevel {
  compactRange(from: Buffer, to: Buffer): Promise<void>;
}

test("names the tables that LevelDB keeps, through additions and merges", async () => {
  await using rig = await makeStoreRig();
  const index = join(rig.dir, "index");
  const compare = async () => {
    const names = await readdir(index);
    const tables = names.flatMap((name) => (name.endsWith(".ldb") ? [Number.parseInt(name, 10)] : []));
    const manifest = names.find((name) => name.startsWith("MANIFEST"));
    const inUse = filesInUse(await readFile(join(index, manifest ?? "")));
    expect([...inUse.tables].sort()).toEqual(tables.sort());
    expect(names).toContain(`${String(inUse.log).padStart(6, "0")}.log`);
    return tables.length;
  };
  const counts: number[] = [];
  for (let round = 0; round < 3; round++) {
    const { messages } = await rig.reopen();
    for (let n = 0; n < 5; n++) await messages.add(aMessage());
    await rig.close();
    counts.push(await compare());
  }
  const db = await openDatabase(index);
  await (db as unknown as ClassicLevel).compactRange(Buffer.from(""), Buffer.from("~"));
  // What was merged is removed from the disk with the next batch that changes tables.
  await db.close();
  await (await openDatabase(index)).close();
  counts.push(await compare());
  expect(counts).toEqual([0, 1, 2, 1]);
});

test("stops where a manifest does not hold", async () => {
  const nothing = { tables: new Set(), log: 0, isEmpty: true };
  expect(filesInUse(new Uint8Array())).toEqual(nothing);
  expect(filesInUse(new Uint8Array(5_000).fill(0x55))).toEqual(nothing);
});
