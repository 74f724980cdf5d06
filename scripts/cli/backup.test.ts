/** `pawpost backup list` and `verify`, and what all of `pawpost backup` refuses, as somebody types it. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BackedUpFamily, makeBackedUpFamily } from "../../test/support/backed-up-family.ts";
import { runProgram } from "../../test/support/run-program.ts";
import { dropInFor } from "./backup-to.ts";
import { describeMade } from "./backup-words.ts";

let family: BackedUpFamily;
beforeAll(async () => {
  family = await makeBackedUpFamily();
});
afterAll(() => family?.[Symbol.asyncDispose]());

const pawpost = (...words: string[]) => runProgram("scripts/cli/main.ts", ["backup", ...words], {});

test("list says which there are, to people and to programs", async () => {
  const { hub } = family.rig.house.household;
  const [people, programs] = await Promise.all([
    pawpost("list", family.stick),
    pawpost("list", family.stick, "--json"),
  ]);
  expect(people.stdout).toMatch(
    new RegExp(`^Hub ${hub}, in .*\\n {10,}1 {2}\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC {2}\\d+ files {2}`),
  );
  expect(JSON.parse(programs.stdout)).toMatchObject([{ hub, backups: [{ backup: 1 }], altered: [] }]);
});

test("verify says that it is whole; with a byte of it changed it does not, and ends with 1", async () => {
  const whole = await pawpost("verify", family.stick);
  expect([whole.code, whole.stdout]).toEqual([
    0,
    expect.stringMatching(/^Backup 1 of hub .* is whole: \d+ files read\.\n$/),
  ]);
  const [name = ""] = await readdir(family.stick);
  const files = join(family.stick, name, "files");
  const [path = ""] = (await readdir(files, { recursive: true })).filter((file) => file.length > 64);
  const bytes = await readFile(join(files, path));
  await writeFile(
    join(files, path),
    bytes.map((byte, at) => (at === 0 ? byte ^ 1 : byte)),
  );
  const damaged = await pawpost("verify", family.stick, "--json");
  expect(damaged.code).toBe(1);
  expect(JSON.parse(damaged.stdout)).toMatchObject([{ isWhole: false, damaged: [expect.any(String)] }]);
  expect(damaged.stderr).toContain("Error [backup.altered]");
  await writeFile(join(files, path), bytes);
});

test.each([
  ["a folder without backups", () => ["list", "/tmp"], "backup.none"],
  ["a folder that is not there", () => ["list", "/not/there"], "backup.gone"],
  ["no folder, and none set", () => ["list", "--data", "/not/there"], "backup.off"],
  ["a backup that is not there", () => ["verify", family.stick, "--backup", "9"], "backup.none"],
  ["a hub that does not run", () => ["create", "--data", "/not/there"], "backup.not-running"],
])("refuses %s, and says what to do", async (_, words, code) => {
  const said = await pawpost(...words());
  expect(said.code).toBe(code === "backup.not-running" ? 3 : 1);
  expect(said.stderr).toMatch(new RegExp(`^Error \\[${code}\\]: .+\\nWhat to do: .+`));
});

test("restore asks who was removed; where nobody can be asked it brings nothing back", async () => {
  const data = await family.newMachine();
  // Standard input is empty: no passphrase either.
  const said = await pawpost("restore", family.stick, "--data", join(data, "data"));
  expect(said.stderr).toContain("Error [backup.wrong-key]");
  expect((await readdir(join(data, "data"))).filter((name) => name.startsWith("hub"))).toEqual([]);
});

test("says what was mended, rescued and lost, and that a place went back in time", () => {
  const made = {
    counter: 42,
    at: 0,
    files: 1,
    bytes: 1_500_000,
    added: 1,
    rescued: 1,
    lost: 2,
    kept: 1,
    mended: 3,
    isRolledBack: true,
  };
  expect(describeMade(made).split("\n")).toEqual([
    "Backup 42 is made and was read back: 1 file, 1.5 MB; 1 file copied just now. 1 backup there.",
    expect.stringMatching(/^3 files there had been damaged/),
    expect.stringMatching(/^1 file the hub has lost/),
    expect.stringMatching(/^2 files the hub has lost/),
    expect.stringMatching(/^What was there was older/),
  ]);
});

test("to writes where backups go into the settings, and leaves the rest of them as it was", async () => {
  const data = await family.newMachine();
  const path = join(data, "config.yaml");
  const text = "version: 1\n# Of the kitchen.\nport: 8123 # not 8080\n";
  await writeFile(path, text);
  const said = await pawpost("to", family.stick, "--data", data, "--json");
  expect(JSON.parse(said.stdout)).toEqual({ folder: family.stick, isStartedAnew: false });
  expect(await readFile(path, "utf8")).toBe(`${text}backup_to: ${family.stick}\n`);
  const gone = await pawpost("to", join(data, "not-there"), "--data", data);
  expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining("Error [backup.gone]")]);
  await writeFile(path, "version: 1\nprot: 8123\n");
  expect((await pawpost("to", family.stick, "--data", data)).stderr).toContain("Error [config.invalid]");
  expect(await readFile(path, "utf8")).toBe("version: 1\nprot: 8123\n");
});

test("a drop-in lets the hub write to that folder and no other, whatever it is called", () => {
  expect(dropInFor("/srv/backups")).toContain('\n[Service]\nReadWritePaths="-/srv/backups"\n');
  expect(dropInFor('/srv/50% "mine"')).toContain('ReadWritePaths="-/srv/50%% \\"mine\\""');
});
