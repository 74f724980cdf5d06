import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRelayFolder, readRelayFolder } from "./relay-folder.ts";

let parent: string;
let folder: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "pawpost-relay-"));
  folder = join(parent, "relay");
});
afterEach(() => rm(parent, { recursive: true }));

const open = (zone = "family.example") => openRelayFolder(folder, zone);

test("a new folder is its owner's alone, and knows its zone, port and operator from then on", async () => {
  {
    await using opened = await open();
    expect(opened.mark).toEqual({ zone: "family.example", port: 0 });
    await opened.note({ zone: "family.example", port: 443, operator: "o" });
  }
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect(await readRelayFolder(folder)).toEqual({ zone: "family.example", port: 443, operator: "o" });
  await using again = await open();
  expect(again.mark.operator).toBe("o");
});

test("one process at a time runs on it", async () => {
  {
    await using _one = await open();
    await expect(open()).rejects.toMatchObject({ code: "relay.already-running" });
  }
  await using _next = await open();
});

test("the folder of another zone is refused, and free again afterwards", async () => {
  await (await open())[Symbol.asyncDispose]();
  await expect(open("other.example")).rejects.toMatchObject({
    code: "relay.other-zone",
    advice: expect.stringContaining("--zone family.example"),
  });
  await using _same = await open();
});

test("a folder that holds other things is not touched; a disk of its own is taken", async () => {
  await mkdir(folder);
  await mkdir(join(folder, "lost+found"));
  await (await open())[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
  await mkdir(folder);
  await writeFile(join(folder, "thesis.txt"), "years of work");
  await expect(open()).rejects.toMatchObject({ code: "relay.folder-foreign" });
  expect(await readdir(folder)).toEqual(["thesis.txt"]);
});

test.each([
  ["a file in its place", () => writeFile(folder, "x"), "ENOTDIR"],
  [
    "a folder above it that does not exist",
    () => rm(parent, { recursive: true }).then(() => mkdir(`${parent}-x`)),
    "ENOENT",
  ],
])("%s is said, with what to do", async (_, prepare, code) => {
  await prepare();
  await expect(open()).rejects.toMatchObject({
    code: "relay.folder-unusable",
    message: expect.stringContaining(code),
    advice: expect.stringContaining("--data"),
  });
  await rm(`${parent}-x`, { recursive: true, force: true });
  await mkdir(parent, { recursive: true });
});

test("a damaged mark is said to be damaged, and nothing is made in its place", async () => {
  await (await open())[Symbol.asyncDispose]();
  await writeFile(join(folder, "relay.json"), "{");
  await expect(open()).rejects.toMatchObject({ code: "keep.damaged" });
  await expect(readRelayFolder(folder)).rejects.toMatchObject({ code: "keep.damaged" });
});

test("a command beside it says when no relay was ever started there", async () => {
  await expect(readRelayFolder(folder)).rejects.toMatchObject({ code: "relay.no-folder" });
  await mkdir(folder);
  await expect(readRelayFolder(folder)).rejects.toMatchObject({ code: "relay.no-folder" });
});
