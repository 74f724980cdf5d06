import { mkdir, open, readdir, readFile, rm, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { eraseDurably, replaceDurably } from "../../hub/store/durable-file.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { openStoreCopy, type StoreCopy } from "./store-copy.ts";

let data: string;
let copy: StoreCopy;
const kept = (...names: string[]) => join(data, "hub", ...names);
const text = (...names: string[]) => readFile(join(data, ...names), "utf8");
const [SOUND, OTHER] = ["archive/00/one.age", "archive/00/two.age"];

beforeEach(async () => {
  const folder = await makeTempDir();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  data = folder.path;
  copy = openStoreCopy(data);
  for (const name of ["archive/00", "index", "update"]) await mkdir(kept(name), { recursive: true });
  await writeFile(kept("store.version"), "1\n");
  await writeFile(kept("index/000001.log"), "of form 1");
  await writeFile(kept("device.key"), "a key");
  await writeFile(kept("ballast"), "room");
  await writeFile(kept("update/build"), "a build");
  await writeFile(kept(SOUND), "the first sound");
  await writeFile(kept(OTHER), "the other sound");
  await copy.begin();
  await copy.make();
});

/** As a newer version brings the store to a newer form, erases a sound and seals another one anew. */
async function migrate(): Promise<void> {
  await replaceDurably(kept("store.version"), [Buffer.from("2\n")]);
  await writeFile(kept("index/000001.log"), "of form 2");
  await replaceDurably(kept(SOUND), [Buffer.from("sealed anew")]);
  await eraseDurably(kept(OTHER));
}

test("a copy has all but what is nothing to keep, and sounds take no room twice", async () => {
  expect((await readdir(join(data, "before-update"))).toSorted()).toEqual([
    "archive",
    "device.key",
    "index",
    "store.version",
  ]);
  const [one, again] = await Promise.all([stat(kept(SOUND)), stat(join(data, "before-update", SOUND))]);
  expect(again.ino).toBe(one.ino);
  await writeFile(kept("index/000001.log"), "changed");
  expect(await text("before-update/index/000001.log")).toBe("of form 1");
});

test("what a newer form did to the store is undone, sounds that it erased or wrote anew too", async () => {
  await migrate();
  expect(await copy.bringBack()).toBe(true);
  expect(await Promise.all([text("hub/store.version"), text("hub/index/000001.log")])).toEqual([
    "1\n",
    "of form 1",
  ]);
  expect(await Promise.all([text("hub", SOUND), text("hub", OTHER)])).toEqual([
    "the first sound",
    "the other sound",
  ]);
  expect(await copy.isBegun()).toBe(true); // until the version before runs again
  await copy.remove();
  expect(await readdir(data)).toEqual(["hub"]);
});

test("of the same form, what came in meanwhile stays", async () => {
  await writeFile(kept("index/000001.log"), "more came in");
  expect(await copy.bringBack()).toBe(false);
  await copy.remove();
  expect([await text("hub/index/000001.log"), await readdir(data)]).toEqual(["more came in", ["hub"]]);
});

test("a sound that was erased while it was kept is overwritten when the copy goes", async () => {
  const other = join(data, "before-update", OTHER);
  await eraseDurably(kept(OTHER));
  expect(await readFile(other, "utf8")).toBe("the other sound");
  await using held = await open(other, "r");
  await copy.remove();
  expect((await held.readFile("latin1")).includes("the other sound")).toBe(false);
  expect(await text("hub", SOUND)).toBe("the first sound");
});

test("of keys that were copied nothing is left on the disk", async () => {
  const copied = join(data, "before-update", "device.key");
  expect(await readFile(copied, "utf8")).toBe("a key");
  await using held = await open(copied, "r");
  await copy.remove();
  expect((await held.readFile("latin1")).includes("a key")).toBe(false);
  expect(await text("hub/device.key")).toBe("a key");
});

test("whoever settles knows from the first moment that something was stopped", async () => {
  expect(await copy.isBegun()).toBe(true);
  await copy.remove();
  expect(await copy.isBegun()).toBe(false);
  await copy.begin();
  expect(await copy.isBegun()).toBe(true);
});

test("a store whose form cannot be told is left alone", async () => {
  await writeFile(kept("store.version"), "?");
  await expect(copy.bringBack()).rejects.toMatchObject({ code: "update.not-laid" });
  await unlink(kept("store.version"));
  expect(await copy.bringBack()).toBe(false); // none is the first
  await rm(kept(), { recursive: true });
  expect(await copy.bringBack()).toBe(false);
});
