import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { keptLogFiles, openKeptLog } from "./kept-log.ts";

async function makeFolder() {
  const dir = await makeTempDir();
  onTestFinished(() => dir[Symbol.asyncDispose]());
  return { path: dir.path, ...keptLogFiles(dir.path) };
}
const AT = Date.parse("2026-01-02T03:04:05.000Z");

test("each line is there at once, with its time and whose it is, for its owner alone", async () => {
  const { path, folder, newer } = await makeFolder();
  using log = openKeptLog(path, () => AT);
  log.keep("hub", '{"phrase":"ready"}');
  log.keep("start", "hub was killed");
  expect(await readFile(newer, "utf8")).toBe(
    '2026-01-02T03:04:05.000Z hub {"phrase":"ready"}\n2026-01-02T03:04:05.000Z start hub was killed\n',
  );
  expect((await stat(newer)).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test("it goes on where the last one ended, and never takes more than two files", async () => {
  const { path, folder, newer, older } = await makeFolder();
  for (let nth = 0; nth < 100; nth++) {
    using log = openKeptLog(path, () => AT, 1_000);
    log.keep("hub", `line ${nth}`);
  }
  expect((await readdir(folder)).toSorted()).toEqual(["newer.log", "older.log"]);
  for (const file of [newer, older]) expect((await stat(file)).size).toBeLessThanOrEqual(1_000);
  const lines = `${await readFile(older, "utf8")}${await readFile(newer, "utf8")}`.trim().split("\n");
  expect(lines.at(-1)).toMatch(/hub line 99$/);
  const first = Number(/\d+$/.exec(lines[0] ?? "")?.[0]);
  expect(lines).toHaveLength(100 - first);
});

test("where nothing can be written, nothing is kept and nobody is stopped", async () => {
  const { path, folder } = await makeFolder();
  await writeFile(folder, "");
  using log = openKeptLog(path, () => AT);
  log.keep("hub", "line");
  expect((await stat(folder)).isFile()).toBe(true);
  await mkdir(join(path, "other"));
});
