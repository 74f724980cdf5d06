import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Lockfile, readLockfile } from "./lockfile.ts";
import { checkMinVersions, compareVersions, type MinVersions, minVersionsFile } from "./min-versions.ts";

const root = new URL("../../", import.meta.url);
const readJson = (name: string): unknown => JSON.parse(readFileSync(new URL(name, root), "utf8"));

test("package-lock.json passes security/min-versions.json, and no runtime dependency is without a row", () => {
  const rows = minVersionsFile.parse(readJson("security/min-versions.json"));
  const { dependencies } = readJson("package.json") as { dependencies: Record<string, string> };
  expect(
    checkMinVersions(rows, readLockfile(new URL("package-lock.json", root)), Object.keys(dependencies)),
  ).toEqual([]);
});

const ROWS: MinVersions = {
  about: "",
  networkFacing: { broker: { min: "1.1.3", why: "GHSA-1: a flood" } },
  notNetworkFacing: { colours: "draws colours" },
};
const lockfile = (...versions: string[]): Lockfile => ({
  lockfileVersion: 3,
  packages: Object.fromEntries(
    versions.map((version, index) => [`node_modules/${"x/node_modules/".repeat(index)}broker`, { version }]),
  ),
});

test.each([
  ["the least version", lockfile("1.1.3"), ["broker", "colours"], []],
  [
    "a version that is too old",
    lockfile("1.1.2"),
    ["broker", "colours"],
    ["broker 1.1.2 is older than 1.1.3: GHSA-1: a flood"],
  ],
  [
    "an old copy under another package",
    lockfile("1.2.0", "0.9.0"),
    ["broker", "colours"],
    ["broker 0.9.0 is older than 1.1.3: GHSA-1: a flood"],
  ],
  [
    "a row for something that is gone",
    lockfile(),
    ["colours"],
    ["broker has a row and is not installed: take the row out"],
  ],
  [
    "a dependency that nobody judged",
    lockfile("1.1.3"),
    ["broker", "colours", "parser"],
    ["parser is new: say in security/min-versions.json whether it reads bytes that others made"],
  ],
  [
    "a judgement of something that is gone",
    lockfile("1.1.3"),
    ["broker"],
    ["colours is no runtime dependency: take its row out"],
  ],
])("judges %s", (_, locked, dependencies, problems) => {
  expect(checkMinVersions(ROWS, locked, dependencies)).toEqual(problems);
});

test.each([
  ["1.2.3", "1.2.3", 0],
  ["1.10.0", "1.9.9", 1],
  ["2.0.0", "10.0.0", -1],
  ["1.0.0", "1.0.0-rc.1", 1],
  ["1.9.2-26", "1.9.2-3", 1],
])("%s against %s is %i", (one, other, sign) => {
  expect(Math.sign(compareVersions(one, other))).toBe(sign);
  expect(Math.sign(compareVersions(other, one))).toBe(-sign + 0);
});
