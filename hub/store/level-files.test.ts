import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { aMessage, makeStoreRig } from "../../test/support/store-rig.ts";
import { crc32c } from "./crc32c.ts";
import { isSoundLog, isSoundTable } from "./level-files.ts";

/** As LevelDB wrote them: a log of several blocks, a table of several blocks. */
let log: Buffer;
let table: Buffer;
beforeAll(async () => {
  await using rig = await makeStoreRig();
  const fill = async () => {
    const { messages } = await rig.reopen();
    for (let group = 0; group < 10; group++) {
      await Promise.all(Array.from({ length: 12 }, () => messages.add(aMessage())));
    }
  };
  await fill();
  await fill();
  await rig.close();
  const index = join(rig.dir, "index");
  const read = async (suffix: string) => {
    const names = (await readdir(index)).filter((name) => name.endsWith(suffix) && /^\d/.test(name));
    return readFile(join(index, names[0] ?? ""));
  };
  [log, table] = [await read(".log"), await read(".ldb")];
});

const flipped = (bytes: Buffer, at: number) => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << (at % 8));
  return copy;
};

test("computes CRC-32C as RFC 3720 has it", () => {
  expect(crc32c(new TextEncoder().encode("123456789"))).toBe(0xe3069283); // the check value of every catalogue of CRCs
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa); // RFC 3720 B.4
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
});

test("takes what LevelDB wrote", () => {
  expect([log.byteLength > 65_536, table.byteLength > 65_536]).toEqual([true, true]);
  expect([isSoundLog(log), isSoundTable(table)]).toEqual([true, true]);
});

test("sees a flipped bit anywhere in a table, but for the footer's padding", () => {
  const unseen = [];
  for (let at = 0; at < table.byteLength; at += 97) {
    if (isSoundTable(flipped(table, at))) unseen.push(at);
  }
  for (let at = table.byteLength - 48; at < table.byteLength; at++) {
    if (isSoundTable(flipped(table, at))) unseen.push(at);
  }
  expect(unseen.filter((at) => at < table.byteLength - 48 + 4)).toEqual([]); // where the handles begin
  expect(unseen.filter((at) => at >= table.byteLength - 8)).toEqual([]); // the magic
});

test("sees a flipped bit anywhere in a log but in its last batch", () => {
  const unseen = [];
  for (let at = 0; at < log.byteLength - 20_000; at += 197) if (isSoundLog(flipped(log, at))) unseen.push(at);
  expect(unseen).toEqual([]);
});

test("takes a log that was cut short, at whatever byte, and one with zeros behind", () => {
  for (let cut = 0; cut < log.byteLength; cut += 211) {
    expect(isSoundLog(log.subarray(0, cut))).toBe(true);
    expect(isSoundLog(Buffer.concat([log.subarray(0, cut), Buffer.alloc(5_000)]))).toBe(true);
  }
});

test("takes a table that is being written for none", async () => {
  await using rig = await makeStoreRig();
  const record = aMessage();
  await (await rig.reopen()).messages.add(record);
  await rig.reopen();
  await rig.close();
  await writeFile(join(rig.dir, "index", "000099.ldb"), table.subarray(0, 10_000)); // killed while merging
  expect(await (await rig.reopen()).messages.get(record.id)).toEqual(record);
});

test("believes no index with a flipped bit, and gives out nothing false instead", async () => {
  await using rig = await makeStoreRig();
  const records = Array.from({ length: 60 }, (_, at) => aMessage({ createdAt: 1_760_000_000_000 + at }));
  for (const half of [records.slice(0, 30), records.slice(30)]) {
    const { messages } = await rig.reopen();
    for (const record of half) await messages.add(record);
  }
  await rig.close();
  const index = join(rig.dir, "index");
  const names = (await readdir(index)).filter((name) => /^(\d+\.(log|ldb)|MANIFEST-\d+|CURRENT)$/.test(name));
  expect(names).toHaveLength(4);
  const before = new Map<string, Buffer>();
  for (const name of await readdir(index)) before.set(name, await readFile(join(index, name)));
  const putBack = async () => {
    await rm(index, { recursive: true });
    await mkdir(index);
    for (const [name, bytes] of before) await writeFile(join(index, name), bytes);
  };
  let detected = 0;
  for (const name of names) {
    const bytes = before.get(name) ?? Buffer.alloc(0);
    for (let n = 0; n < 12; n++) {
      await writeFile(join(index, name), flipped(bytes, Math.floor(((n + 0.5) * bytes.byteLength) / 12)));
      const store = await rig.reopen();
      await store.swept;
      if (store.started.withLostIndex) detected += 1;
      // Harmless where it is, or made again: all of it is there.
      expect(await store.messages.newest(100)).toEqual(records.toReversed());
      for (const record of records) expect(await store.messages.get(record.id)).toEqual(record);
      expect(await store.messages.open()).toEqual(records);
      await rig.close();
      await putBack();
    }
  }
  expect(detected).toBeGreaterThan(30);
});
