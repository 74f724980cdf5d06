import { cpSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nameOfKey } from "../wire/key-name.ts";
import { openRelayKeys } from "./relay-keys.ts";

let folder: string;
let known: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pawpost-relay-"));
  known = nameOfKey((await open(undefined)).operator);
});
afterEach(() => rm(folder, { recursive: true }));

const open = (operator: string | undefined) => openRelayKeys(folder, () => 1, operator);
const at = (name: string) => join(folder, name);

test("the keys of the first start are those of every later one", async () => {
  const again = await open(known);
  expect(nameOfKey(again.operator)).toBe(known);
  expect(again.operatorSigner?.publicKey).toBe(again.operator);
});

test.each([
  ["node.key", "zz"],
  ["operator.key", ""],
  ["node.credential", "a.b.c"],
])("a damaged %s stops the start, and stays as it is", async (name, damage) => {
  await writeFile(at(name), damage);
  await expect(open(known)).rejects.toMatchObject({
    code: "keep.damaged",
    message: expect.stringContaining(name),
    advice: expect.stringContaining("backup"),
  });
  expect(await readFile(at(name), "utf8")).toBe(damage);
});

test("a key that is missing is not made anew: hubs would not believe it", async () => {
  await rm(at("node.key"));
  await expect(open(known)).rejects.toMatchObject({ code: "keep.damaged" });
  expect(await readdir(folder)).not.toContain("node.key");
});

test("nor is a whole new operator made where there was one before", async () => {
  for (const name of await readdir(folder)) await rm(at(name));
  await expect(open(known)).rejects.toMatchObject({ code: "keep.damaged" });
  expect(await readdir(folder)).toEqual([]);
});

test("the operator's key alone is enough to name this node anew", async () => {
  await rm(at("node.key"));
  await rm(at("node.credential"));
  expect(nameOfKey((await open(known)).operator)).toBe(known);
});

test("the keys of another relay are not this one's", async () => {
  const other = await mkdtemp(join(tmpdir(), "pawpost-relay-"));
  await openRelayKeys(other, () => 1);
  cpSync(other, folder, { recursive: true });
  await rm(other, { recursive: true });
  await expect(open(known)).rejects.toMatchObject({ code: "keep.damaged" });
});

test("a node without the operator's key serves, and may not enrol", async () => {
  await rm(at("operator.key"));
  expect(await open(known)).toMatchObject({ operatorSigner: undefined });
});
