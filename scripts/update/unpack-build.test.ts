import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { type TarEntry, tarOf } from "../../test/support/tar-of.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { unpackBuild } from "./unpack-build.ts";

let dir: string;
beforeEach(async () => {
  const folder = await makeTempDir();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  dir = folder.path;
  await mkdir(join(dir, "into"));
});

async function unpack(entries: readonly TarEntry[], how: { readonly isCut?: boolean } = {}): Promise<void> {
  await writeFile(join(dir, "build.tar.gz"), tarOf(entries, how));
  await unpackBuild(join(dir, "build.tar.gz"), join(dir, "into"));
}

test("what tar packs for a release comes out as it was, programs as programs", async () => {
  const long = `node_modules/${"deep/".repeat(16)}a-file-with-a-name-that-is-rather-long.js`;
  for (const path of ["hub", `${long.slice(0, long.lastIndexOf("/"))}`])
    await mkdir(join(dir, "tree", path), { recursive: true });
  await writeFile(join(dir, "tree/hub/main.ts"), "x".repeat(1_000_000));
  await writeFile(join(dir, "tree", long), "long");
  await writeFile(join(dir, "tree/run"), "#!/bin/sh", { mode: 0o755 });
  execFileSync("tar", [
    "-czf",
    join(dir, "b.tar.gz"),
    "--format=ustar",
    "-C",
    join(dir, "tree"),
    "hub",
    "node_modules",
    "run",
  ]);
  await unpackBuild(join(dir, "b.tar.gz"), join(dir, "into"));
  expect((await readFile(join(dir, "into/hub/main.ts"))).byteLength).toBe(1_000_000);
  expect(await readFile(join(dir, "into", long), "utf8")).toBe("long");
  const modes = await Promise.all(["hub/main.ts", "run", "hub"].map((path) => stat(join(dir, "into", path))));
  expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o644, 0o755, 0o755]);
});

test.each<[string, TarEntry]>([
  ["a path that leads up", { path: "../planted" }],
  ["one that does so on the way", { path: "hub/../../planted" }],
  ["a path from the root", { path: "/etc/planted" }],
  ["a folder above", { path: "../planted/", type: "5" }],
  ["a link", { path: "out", type: "2", link: "/etc" }],
  ["a second name of a file", { path: "out", type: "1", link: "/etc/passwd" }],
  ["a device", { path: "out", type: "3" }],
  ["a path of two lines", { path: "a\nb" }],
  ["a name twice", { path: "twice", text: "again" }],
])("%s is refused, and nothing lands outside", async (_, entry) => {
  await expect(unpack([{ path: "twice" }, entry])).rejects.toMatchObject({ code: "update.unsafe" });
  expect(await readdir(dir)).toEqual(["build.tar.gz", "into"]);
});

test("an archive that is cut, or none at all, is refused", async () => {
  await expect(unpack([{ path: "a", text: "b" }], { isCut: true })).rejects.toMatchObject({
    code: "update.unsafe",
  });
  await writeFile(join(dir, "none.tar.gz"), "this is no archive");
  await expect(unpackBuild(join(dir, "none.tar.gz"), join(dir, "into"))).rejects.toMatchObject({
    code: "update.unsafe",
  });
});
