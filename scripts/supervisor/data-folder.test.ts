import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { eraseDataFolder, MARKER, openDataFolder } from "./data-folder.ts";

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "data-folder-"));
  onTestFinished(() => rmSync(parent, { recursive: true }));
});

test("makes a folder that only its owner can look into, with our mark", async () => {
  const folder = join(parent, "new", "deeper");
  await openDataFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readdirSync(folder)).toEqual([MARKER]);
  await openDataFolder(folder); // and knows it again
});

test("takes an empty folder", async () => {
  await openDataFolder(parent);
  expect(readdirSync(parent)).toEqual([MARKER]);
});

test("takes a folder that holds nothing but settings written before the first start, and does not erase them", async () => {
  writeFileSync(join(parent, "config.yaml"), "port: 8081");
  expect(await eraseDataFolder(parent)).toBe("nothing-there");
  await openDataFolder(parent);
  expect(readdirSync(parent).sort()).toEqual(["config.yaml", MARKER]);
});

test.each([
  ["files and no mark", () => writeFileSync(join(parent, "thesis.txt"), "years of work")],
  ["a mark that is not JSON", () => writeFileSync(join(parent, MARKER), "hello")],
  ["a mark without a version", () => writeFileSync(join(parent, MARKER), "{}")],
  ["a folder in the mark's place", () => mkdirSync(join(parent, MARKER))],
  ["a link in the mark's place", () => symlinkSync("/etc/hostname", join(parent, MARKER))],
])("neither uses nor erases a folder with %s", async (_, prepare) => {
  prepare();
  const before = readdirSync(parent);
  await expect(openDataFolder(parent)).rejects.toMatchObject({ code: "start.data-not-ours" });
  await expect(eraseDataFolder(parent)).rejects.toMatchObject({ code: "start.data-not-ours" });
  expect(readdirSync(parent)).toEqual(before);
});

test("leaves data of a newer version alone", async () => {
  writeFileSync(join(parent, MARKER), '{"version":2}');
  await expect(openDataFolder(parent)).rejects.toMatchObject({ code: "start.data-version" });
  await expect(eraseDataFolder(parent)).rejects.toMatchObject({ code: "start.data-version" });
  expect(existsSync(join(parent, MARKER))).toBe(true);
});

test("erases everything in our folder, and follows no link out of it", async () => {
  const folder = join(parent, "ours");
  const elsewhere = join(parent, "elsewhere");
  await openDataFolder(folder);
  mkdirSync(elsewhere);
  writeFileSync(join(elsewhere, "keep"), "");
  mkdirSync(join(folder, "hub", "clips"), { recursive: true });
  writeFileSync(join(folder, "hub", "clips", "a.age"), "x");
  symlinkSync(elsewhere, join(folder, "link"));
  expect(await eraseDataFolder(folder)).toBe("erased");
  expect(readdirSync(folder)).toEqual([]);
  expect(readdirSync(elsewhere)).toEqual(["keep"]);
});

test("finds nothing to erase where there is no folder", async () => {
  expect(await eraseDataFolder(join(parent, "absent"))).toBe("nothing-there");
  expect(existsSync(join(parent, "absent"))).toBe(false);
});

test("says what is wrong with a path that is a file", async () => {
  writeFileSync(join(parent, "file"), "");
  await expect(openDataFolder(join(parent, "file"))).rejects.toMatchObject({ code: "start.data-unusable" });
});
