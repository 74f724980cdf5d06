import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { BLE_LINE } from "../../hub/contract/ble-line.ts";
import { COMMAND_LINE } from "../../hub/contract/command-line.ts";
import { clearRunFolder, makeRunFolder } from "./run-folder.ts";

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "run-folder-"));
  onTestFinished(() => rmSync(parent, { recursive: true }));
});

test("is private, holds a fresh 256-bit credential for ble, and goes away", async () => {
  const credentials = new Set<string>();
  for (let round = 0; round < 2; round++) {
    await using run = await makeRunFolder([parent]);
    const credential = join(run.path, BLE_LINE.credential);
    expect(statSync(run.path).mode & 0o777).toBe(0o700);
    expect(statSync(dirname(credential)).mode & 0o777).toBe(0o700);
    expect(statSync(credential).mode & 0o777).toBe(0o600);
    const text = readFileSync(credential, "utf8").trim();
    expect(text).toMatch(/^[0-9a-f]{64}$/);
    credentials.add(text);
    onTestFinished(() => expect(existsSync(run.path)).toBe(false));
  }
  expect(credentials.size).toBe(2);
});

test("passes over a parent whose path leaves no room for a socket's name", async () => {
  const long = join(parent, "x".repeat(80));
  mkdirSync(long);
  await using run = await makeRunFolder([undefined, "", long, parent]);
  expect(run.path.startsWith(join(parent, "pawpost-"))).toBe(true);
  expect(Buffer.byteLength(join(run.path, COMMAND_LINE.socket))).toBeLessThanOrEqual(107);
});

test("says what to do when there is no place", async () => {
  await expect(makeRunFolder([join(parent, "absent")])).rejects.toMatchObject({ code: "start.run-folder" });
});

test("clears only what it could have made itself", async () => {
  const mine = join(parent, "pawpost-Ab3_9z");
  const others = [
    join(parent, "pawpost-home"),
    join(parent, "family"),
    join(parent, "pawpost-Ab3_9z", "inner"),
  ];
  for (const folder of [mine, ...others]) mkdirSync(folder);
  for (const folder of others) await clearRunFolder(folder, [parent]);
  await clearRunFolder(join(parent, "family", "..", "family"), [parent]);
  expect(others.every(existsSync)).toBe(true);
  await clearRunFolder(mine, [undefined, parent]);
  expect(existsSync(mine)).toBe(false);
});
