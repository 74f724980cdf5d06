/** The project's own tool, with minisign's own program beside it: an installed system believes what comes of it. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseProjectKeys } from "../hub/project-signature/signed-file.ts";
import { checkBuild, readRelease } from "../hub/updates/release.ts";
import { makeProject } from "../test/support/project-keys.ts";
import { tarOf } from "../test/support/tar-of.ts";
import { makeTempDir } from "../test/support/temp-dir.ts";
import { makeRelease } from "./release.ts";

const TOOL = fileURLToPath(new URL("release.ts", import.meta.url));
const NOW = Date.UTC(2026, 10, 29, 10);
const BUILD = tarOf([{ path: "package.json", text: '{"version":"0.2.0"}' }]);
const project = makeProject();
const how = { previous: undefined, from: "0.1.0", mends: ["PAW-2026-001"], days: 180, now: NOW };

let folder: Awaited<ReturnType<typeof makeTempDir>>;
const at = (name: string) => join(folder.path, name);
beforeAll(async () => {
  folder = await makeTempDir();
  for (const machine of ["amd64", "arm64"]) writeFileSync(at(`pawpost-0.2.0-${machine}.tar.gz`), BUILD);
  writeFileSync(at("pawpost_0.2.0_arm64.deb"), "a package");
});
afterAll(() => folder[Symbol.asyncDispose]());

const tool = (...words: string[]) =>
  spawnSync(process.execPath, [TOOL, ...words], { cwd: folder.path, encoding: "utf8" });
const minisign = (...words: string[]) => execFileSync("minisign", words, { cwd: folder.path, stdio: "pipe" });

test("three people with minisign make a release that an installed system believes, build and all", () => {
  for (const name of ["anna", "ben", "carla"]) minisign("-G", "-W", "-p", `${name}.pub`, "-s", `${name}.key`);
  const keys = ["anna", "ben", "carla"].map((name) => readFileSync(at(`${name}.pub`), "utf8"));
  writeFileSync(at("keys.txt"), keys.join(""));
  expect(tool("make", ".", "release.txt", "--from", "0.1.0", "--mends", "PAW-2026-001").stderr).toBe("");
  for (const name of ["anna", "carla"])
    minisign("-S", "-s", `${name}.key`, "-m", "release.txt", "-x", `${name}.minisig`);
  const alone = tool("join", "release.txt", "alone.json", "anna.minisig", "--keys", "keys.txt");
  expect([alone.status, alone.stderr]).toEqual([1, "Error: one key signed it, and it takes two\n"]);
  const joined = tool(
    "join",
    "release.txt",
    "release.json",
    "anna.minisig",
    "carla.minisig",
    "--keys",
    "keys.txt",
  );
  expect([joined.status, joined.stderr]).toEqual([0, ""]);
  const trusted = parseProjectKeys(keys.map((text) => text.split("\n")[1] ?? ""));
  if (trusted === undefined) throw new Error("no three keys");
  const running = { version: "0.1.4", machine: "arm64", counter: 0 };
  const { release, build } = readRelease(readFileSync(at("release.json")), trusted, running, Date.now());
  expect(release).toMatchObject({
    counter: 1,
    version: "0.2.0",
    from: "0.1.0",
    advisories: ["PAW-2026-001"],
  });
  const check = checkBuild(build);
  check.take(readFileSync(at(build.file)));
  expect(() => check.end()).not.toThrow();
  expect(tool("make", ".", "release.txt", "--from", "0.1.0").stderr).toContain("EEXIST");
  const { packages } = JSON.parse(readFileSync(at("release.txt"), "utf8")) as { packages: object[] };
  expect(packages).toEqual([
    {
      machine: "arm64",
      file: "pawpost_0.2.0_arm64.deb",
      bytes: 9,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  ]);
});

test("each release has the number after the one before, and its times", async () => {
  const first = await makeRelease(folder.path, how);
  expect(JSON.parse(first)).toMatchObject({
    counter: 1,
    issued: "2026-11-29T10:00:00Z",
    expires: "2027-05-28T10:00:00Z",
  });
  const previous = new TextEncoder().encode(project.signed(first));
  expect(JSON.parse(await makeRelease(folder.path, { ...how, previous }))).toMatchObject({ counter: 2 });
});

test("a folder without builds, or with builds of two versions, makes no release", async () => {
  const other = await makeTempDir();
  await expect(makeRelease(other.path, how)).rejects.toThrow("no build");
  for (const version of ["0.2.0", "0.3.0"])
    writeFileSync(join(other.path, `pawpost-${version}-amd64.tar.gz`), BUILD);
  await expect(makeRelease(other.path, how)).rejects.toThrow("several versions");
  await expect(makeRelease(folder.path, { ...how, from: "yesterday" })).rejects.toThrow("no release");
  await other[Symbol.asyncDispose]();
});
