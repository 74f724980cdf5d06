import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { type Family, makeBridgeRig, makeFamily } from "../test/support/bridge-rig.ts";
import { memoryJournal } from "../test/support/memory-journal.ts";
import { makeTempDir } from "../test/support/temp-dir.ts";
import { readTrust } from "./bridge/kept-trust.ts";
import { assertRadioStopped, endIfNoted, eraseState, noteEnd, toysToEmpty } from "./end-everything.ts";
import { keepHouseKey, makeHouseKey } from "./house-line/house-key.ts";
import { openJournal, readJournal } from "./journal/file-journal.ts";

const NOW = 1_760_000_000_000;
let dir: string;
let family: Family;

/** A room that held a toy, as its process left it. */
beforeEach(async () => {
  const temp = await makeTempDir();
  onTestFinished(() => temp[Symbol.asyncDispose]());
  dir = join(temp.path, "ble");
  await mkdir(dir);
  family = await makeFamily();
  const journal = memoryJournal();
  const rig = await makeBridgeRig({ journal });
  await rig.claim(family.entries);
  await rig[Symbol.asyncDispose]();
  await using file = await openJournal(join(dir, "journal"));
  await file.change(journal.entries(""));
  await keepHouseKey(dir, makeHouseKey(new Uint8Array(26).fill(7)));
});

const keysOf = async () =>
  (await readJournal(join(dir, "journal"))).entries("").map(([key]) => key.split("/")[0]);
const isBelieved = async () => (await readTrust(join(dir, "journal"))) !== undefined;

test("nothing happens without the note", async () => {
  expect([await endIfNoted(dir, NOW), await isBelieved(), await toysToEmpty(dir)]).toEqual([false, true, 1]);
});

test("keys are gone, nobody is believed, and of the memory only the toy to be emptied is left", async () => {
  await noteEnd(dir);
  expect(await endIfNoted(dir, NOW)).toBe(true);
  expect([await isBelieved(), await keysOf(), await toysToEmpty(dir)]).toEqual([false, ["leaving"], 1]);
  expect(await readdir(dir)).toEqual(["journal"]);
  const text = await readFile(join(dir, "journal"), "utf8");
  for (const entry of family.entries) expect(text).not.toContain(entry.slice(0, 60));
  await eraseState(dir);
  await expect(readdir(dir)).rejects.toMatchObject({ code: "ENOENT" });
});

test.each([
  ["before anything", async () => undefined],
  ["with the new memory half written", async () => writeFile(join(dir, "journal.ended"), "half of a li")],
  [
    "between the old memory and the new one's name",
    async () => {
      await endIfNoted(dir, NOW);
      await rename(join(dir, "journal"), join(dir, "journal.ended"));
      await noteEnd(dir);
    },
  ],
  [
    "before the note went",
    async () => {
      await endIfNoted(dir, NOW);
      await noteEnd(dir);
    },
  ],
])("killed %s, the next start goes on", async (_, killed) => {
  await noteEnd(dir);
  await killed();
  expect(await endIfNoted(dir, NOW)).toBe(true);
  expect([await isBelieved(), await keysOf(), await readdir(dir)]).toEqual([false, ["leaving"], ["journal"]]);
});

test("a radio process that runs keeps its memory", async () => {
  await using _held = await openJournal(join(dir, "journal"));
  await expect(assertRadioStopped(dir)).rejects.toMatchObject({ code: "journal.in-use" });
  await noteEnd(dir);
  await expect(endIfNoted(dir, NOW)).rejects.toMatchObject({ code: "journal.in-use" });
  expect(await isBelieved()).toBe(true);
});
