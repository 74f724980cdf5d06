import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { bringConfigUpToDate, CONFIG_VERSION, type ConfigMigration } from "./config-version.ts";
import { readConfig } from "./load-config.ts";
import { SETTINGS } from "./settings.ts";

const VECTORS = new URL("../../test/vectors/config/", import.meta.url);
const WHERE = { PAWPOST_DATA: "/data", PAWPOST_RUN: "/run" };
const VERSIONS = Array.from({ length: CONFIG_VERSION }, (_, nth) => nth + 1);

/** From 1 to 2 a setting has another name, from 2 to 3 another unit. */
const renamed: ConfigMigration = ({ colour, ...rest }) => ({
  ...rest,
  ...(colour === undefined ? {} : { tint: colour }),
});
const inMilliseconds: ConfigMigration = ({ wait, ...rest }) => ({
  ...rest,
  ...(typeof wait === "number" ? { wait: wait * 1_000 } : {}),
});
const BOTH = [renamed, inMilliseconds];

test.each([
  ["the first", { version: 1, colour: "brown", wait: 2 }, { version: 3, tint: "brown", wait: 2_000 }],
  ["the one between", { version: 2, tint: "brown", wait: 2 }, { version: 3, tint: "brown", wait: 2_000 }],
  ["today's", { version: 3, tint: "brown", wait: 2 }, { version: 3, tint: "brown", wait: 2 }],
  ["none, which is the first", { colour: "brown" }, { tint: "brown" }],
])("a file of %s version is read as one of today's", (_, file, read) => {
  const before = structuredClone(file);
  expect(bringConfigUpToDate(file, BOTH)).toEqual(read);
  expect(file).toEqual(before);
});

test.each([0, 4, -1, 1.5, "1", null, true])("version %j is none", (version) =>
  expect(bringConfigUpToDate({ version }, BOTH)).toBeUndefined(),
);

const wholeFile = async (version: number): Promise<Record<string, unknown>> =>
  parse(await readFile(new URL(`${version}.yaml`, VECTORS), "utf8")) as Record<string, unknown>;

test("there is a file of each version, with every setting that it had", async () => {
  const files = (await readdir(fileURLToPath(VECTORS))).filter((name) => name.endsWith(".yaml"));
  expect(files.toSorted()).toEqual(VERSIONS.map((version) => `${version}.yaml`));
  const settings = Object.values(SETTINGS).flatMap(({ file }) => file ?? []);
  const { version, ...written } = await wholeFile(CONFIG_VERSION);
  expect(version).toBe(CONFIG_VERSION);
  expect(Object.keys(written).toSorted(), "write a new setting into the file of this version").toEqual(
    settings.toSorted(),
  );
});

test.each(VERSIONS)("a file of version %i means what it meant", async (version) => {
  const config = readConfig(WHERE, await wholeFile(version), "config.yaml");
  const meant = JSON.parse(await readFile(new URL(`${version}.json`, VECTORS), "utf8")) as object;
  expect(config).toMatchObject(meant);
});

test("the test of that: a setting that went, or means something else, is seen", async () => {
  const { port, ...rest } = await wholeFile(1);
  expect(() => readConfig(WHERE, { ...rest, prt: port }, "config.yaml")).toThrow('unknown key "prt"');
  const meant = JSON.parse(await readFile(new URL("1.json", VECTORS), "utf8")) as object;
  expect(readConfig(WHERE, { ...rest, port: 1 }, "config.yaml")).not.toMatchObject(meant);
});
