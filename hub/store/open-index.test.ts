import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makePatchedCopy } from "../../test/support/patched-copy.ts";
import { aMessage, makeStoreRig, type StoreRig } from "../../test/support/store-rig.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import type * as hubStore from "./hub-store.ts";

const FOOTER_BYTES = 48;

/** Two messages, each in a table of its own. */
async function fill(rig: StoreRig): Promise<readonly MessageRecord[]> {
  const records = [aMessage(), aMessage({ createdAt: 1_760_000_000_001 })];
  for (const record of records) await (await rig.reopen()).messages.add(record);
  await rig.reopen(); // makes a table of the log
  await rig.close();
  return records.toReversed();
}

/** Of the oldest table: the last byte of a checksum, which LevelDB does not look at. @returns its name, and what it holds then */
async function harmTable(rig: StoreRig) {
  const folder = join(rig.dir, "index");
  const table = (await readdir(folder)).filter((name) => name.endsWith(".ldb")).toSorted()[0] ?? "";
  const bytes = await readFile(join(folder, table));
  bytes.writeUInt8(
    bytes.readUInt8(bytes.byteLength - FOOTER_BYTES - 1) ^ 1,
    bytes.byteLength - FOOTER_BYTES - 1,
  );
  await writeFile(join(folder, table), bytes);
  return { table, bytes };
}

test("a damaged index is put aside as it is, made again, and whoever comes next finds nothing to do", async () => {
  await using rig = await makeStoreRig();
  const records = await fill(rig);
  const { table, bytes } = await harmTable(rig);
  const store = await rig.reopen();
  expect(store.started.withLostIndex).toBe(true);
  expect(await store.messages.newest(9)).toEqual(records);
  expect(await readFile(join(rig.dir, "index-damaged", table))).toEqual(bytes);
  expect(rig.log.map(({ phrase }) => phrase)).toContain(
    "the index is damaged: it is put aside, and made again",
  );
  expect(await readdir(rig.dir)).not.toContain("index-lock");
  const next = await rig.reopen();
  expect(next.started.withLostIndex).toBe(false);
  expect(await next.messages.newest(9)).toEqual(records);
});

test("nobody puts an index aside that another process is at work in", async () => {
  await using rig = await makeStoreRig();
  await fill(rig);
  const other = spawn(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `import { openDatabase } from ${JSON.stringify(new URL("sealed-index.ts", import.meta.url).href)};
       await openDatabase(${JSON.stringify(join(rig.dir, "index"))});
       console.log("open");
       setInterval(() => {}, 1_000);`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  try {
    await once(other.stdout, "data");
    await harmTable(rig);
    const before = await readdir(join(rig.dir, "index"));
    await expect(rig.reopen()).rejects.toMatchObject({ code: "store.in-use" });
    expect(await readdir(join(rig.dir, "index"))).toEqual(before);
    expect(await readdir(rig.dir)).not.toContain("index-damaged");
  } finally {
    const ended = once(other, "close");
    other.kill("SIGKILL");
    await ended;
  }
  expect((await rig.reopen()).started.withLostIndex).toBe(true);
});

test("damage that a hub finds while it is at work ends it, and the next start puts the index aside", async () => {
  await using rig = await makeStoreRig();
  const records = await fill(rig);
  await harmTable(rig);
  // The newest table alone is looked at before the store opens.
  await using copy = await makePatchedCopy([
    {
      file: "hub/store/index-scrub.ts",
      find: "const AT_ONCE_BYTES = 64 * 1024 * 1024;",
      replace: "const AT_ONCE_BYTES = 0;",
    },
  ]);
  const { openHubStore } = await copy.load<typeof hubStore>("hub/store/hub-store.ts");
  const open = await rig.openWith(openHubStore);
  expect(open.started.withLostIndex).toBe(false);
  expect(await open.broken).toMatchObject({ code: "store.damaged", isFatal: true });
  const store = await rig.openWith(openHubStore);
  expect(store.started.withLostIndex).toBe(true);
  expect(await store.messages.newest(9)).toEqual(records);
});

test("what was put aside goes with the first message that is erased", async () => {
  await using rig = await makeStoreRig();
  const [record] = await fill(rig);
  await harmTable(rig);
  const store = await rig.reopen();
  expect(await readdir(rig.dir)).toContain("index-damaged");
  await store.eraser.hide([record?.id ?? ""], 1, () => []);
  await store.eraser.finish(1);
  expect(await readdir(rig.dir)).not.toContain("index-damaged");
});
