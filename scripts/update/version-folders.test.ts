import { mkdir, readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeMemoryDir } from "../../test/support/store-rig.ts";
import { openVersionFolders, type VersionFolders } from "./version-folders.ts";

const [OLD, NEW] = ["0.1.0", "0.2.0"];
let folder: Awaited<ReturnType<typeof makeMemoryDir>>;
let folders: VersionFolders;

/** All that makes up a version. */
const fill = (version: string) => async (dir: string) => {
  await mkdir(join(dir, "hub"));
  await writeFile(join(dir, "hub", "main.ts"), version);
  await writeFile(join(dir, "package.json"), version);
};
const whole = async (): Promise<readonly string[]> =>
  Promise.all(
    ["hub/main.ts", "package.json"].map((file) => readFile(join(folder.path, "current", file), "utf8")),
  );

async function begin(): Promise<void> {
  await mkdir(join(folder.path, "versions"));
  await folders.lay(OLD, fill(OLD));
  await symlink(join("versions", OLD), join(folder.path, "current"));
}
beforeEach(async () => {
  folder = await makeMemoryDir();
  folders = openVersionFolders(folder.path);
  await begin();
});
afterEach(() => folder[Symbol.asyncDispose]());

test("a version that is well stays, and the one before it is kept to go back to", async () => {
  await folders.lay(NEW, fill(NEW));
  expect(await folders.current()).toBe(OLD);
  await folders.begin(NEW, 3);
  expect([await folders.current(), await whole()]).toEqual([NEW, [NEW, NEW]]);
  await folders.commit();
  expect(await folders.note()).toEqual({ counter: 3, trial: null, refused: [] });
  await folders.lay("0.3.0", fill("0.3.0"));
  await folders.begin("0.3.0", 4);
  await folders.commit();
  expect(await folders.all()).toEqual([NEW, "0.3.0"]);
});

test("what updates is never a version that is on trial", async () => {
  const updater = () => readlink(join(folder.path, "updater"));
  await folders.settle();
  expect(await updater()).toBe(join("versions", OLD));
  await folders.lay(NEW, fill(NEW));
  await folders.begin(NEW, 3);
  expect([await folders.current(), await updater()]).toEqual([NEW, join("versions", OLD)]);
  await folders.turnBack();
  await folders.settle();
  expect(await updater()).toBe(join("versions", OLD));
  await folders.begin(NEW, 3);
  await folders.commit();
  expect(await updater()).toBe(join("versions", NEW));
});

test("a version that is not well goes, is remembered, and what it had seen is not forgotten", async () => {
  await folders.lay(NEW, fill(NEW));
  await folders.begin(NEW, 3);
  expect(await folders.turnBack()).toBe(OLD);
  expect([await folders.current(), await folders.note()]).toEqual([
    OLD,
    { counter: 3, trial: null, refused: [NEW] },
  ]);
  expect(await folders.turnBack()).toBeUndefined();
});

test.each([
  ["an older version", "0.0.9", 9, "update.older"],
  ["the same version", OLD, 9, "update.older"],
  ["a lower number", NEW, 2, "update.older"],
  ["one that is not there", "0.9.0", 9, "update.not-laid"],
])("%s is never begun", async (_, version, counter, code) => {
  await folders.lay(NEW, fill(NEW));
  await folders.lay("0.0.9", fill("0.0.9"));
  await folders.begin(NEW, 3);
  await folders.turnBack();
  await expect(folders.begin(version, counter)).rejects.toMatchObject({ code });
  expect(await folders.current()).toBe(OLD);
});

test("what cannot be laid down whole is no version, and what runs goes on", async () => {
  const full = async (dir: string) => {
    await writeFile(join(dir, "package.json"), NEW);
    throw new Error("the disk is full");
  };
  await expect(folders.lay(NEW, full)).rejects.toThrow("full");
  expect([await folders.all(), await whole()]).toEqual([[OLD], [OLD, OLD]]);
  await folders.settle();
  expect(await readdir(join(folder.path, "versions"))).toEqual([OLD]);
});

test.each(["../0.2.0", "0.2.0-rc.1", "versions", ""])("%j is no version to lay down", async (name) => {
  await expect(folders.lay(name, fill(NEW))).rejects.toMatchObject({ code: "update.malformed" });
});

test("a link that leads elsewhere is followed by nobody", async () => {
  await rm(join(folder.path, "current"));
  await symlink("/bin", join(folder.path, "current"));
  await expect(folders.current()).rejects.toMatchObject({ code: "update.not-laid" });
});
