import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { newRestoringFolder, noteRestored, takeUpRestored } from "./restored-folder.ts";
import { openDatabase } from "./sealed-index.ts";

let temp: Awaited<ReturnType<typeof makeTempDir>>;
let hub: string;
const NEW = ["archive", "device.key", "household.sealed", "index"];

beforeEach(async () => {
  temp = await makeTempDir();
  hub = join(temp.path, "hub");
  await mkdir(join(hub, "archive"), { recursive: true });
  await writeFile(join(hub, "archive", "old"), "old");
  await writeFile(join(hub, "device.key"), "old");
  await writeFile(join(hub, "ballast"), "old");
  await (await openDatabase(join(hub, "index"))).close();
});
afterEach(() => temp[Symbol.asyncDispose]());

async function layOut(): Promise<string> {
  const folder = await newRestoringFolder(hub);
  for (const name of ["archive", "index"]) {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, "new"), "new");
  }
  for (const name of ["device.key", "household.sealed"]) await writeFile(join(folder, name), "new");
  return folder;
}
const read = (...path: string[]) => readFile(join(hub, ...path), "utf8");
const isTheNewHub = async () => {
  expect((await readdir(hub)).toSorted()).toEqual([...NEW, "ballast"].toSorted());
  expect(await readdir(join(hub, "archive"))).toEqual(["new"]);
  expect([await read("device.key"), await read("household.sealed"), await read("index", "new")]).toEqual(
    Array(3).fill("new"),
  );
};

test("what was laid out and not noted is nothing, and the next one clears it away", async () => {
  const first = await layOut();
  expect(await takeUpRestored(hub)).toBe(false);
  expect(await read("device.key")).toBe("old");
  expect(await newRestoringFolder(hub)).not.toBe(first);
  expect((await readdir(hub)).filter((name) => name.startsWith("restoring-"))).toEqual([]);
});

test("once noted, it takes the place of what was there", async () => {
  await noteRestored(hub, await layOut());
  expect(await takeUpRestored(hub)).toBe(true);
  await isTheNewHub();
  expect(await takeUpRestored(hub)).toBe(false);
});

test.each(NEW)("a kill right after %s was taken up is made up for", async (last) => {
  await noteRestored(hub, await layOut());
  const names = await readdir(join(hub, "restored"));
  for (const name of names.slice(0, names.indexOf(last) + 1)) {
    await rm(join(hub, name), { recursive: true, force: true });
    await rename(join(hub, "restored", name), join(hub, name));
  }
  // Its index is one that LevelDB never saw here: whatever opens it is not what is asked.
  await rm(join(hub, "index", "LOCK"), { force: true });
  await takeUpRestored(hub);
  await isTheNewHub();
});

test("a hub that is at work on the folder is left alone", async () => {
  await noteRestored(hub, await layOut());
  const db = await openDatabase(join(hub, "index"));
  try {
    await expect(takeUpRestored(hub)).rejects.toMatchObject({ code: "store.in-use" });
  } finally {
    await db.close();
  }
  expect(await read("device.key")).toBe("old");
});
