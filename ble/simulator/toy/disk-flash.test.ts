import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeTempDir } from "../../../test/support/temp-dir.ts";
import { HEART_BLINK } from "../../toys/cloudpets/led.ts";
import { openDiskFlash } from "./disk-flash.ts";
import { FACTORY_SETTINGS, type Flash, MemoryFlash } from "./flash.ts";

const clip = Uint8Array.of(0x41, 0x55, 1, 2, 3);

test.each<[string, (folder: string) => Flash]>([
  ["memory", () => new MemoryFlash()],
  ["a folder", openDiskFlash],
])("flash in %s keeps what is stored and forgets what is erased", async (_, open) => {
  await using folder = await makeTempDir();
  const flash = open(folder.path);
  expect(flash.settings).toEqual(FACTORY_SETTINGS);
  expect(flash.clip(2)).toBeUndefined();
  flash.change({ volume: 20 });
  flash.change({ playLed: HEART_BLINK });
  expect(flash.settings).toEqual({ ...FACTORY_SETTINGS, volume: 20, playLed: HEART_BLINK });
  const mine = clip.slice();
  flash.storeClip(2, mine);
  mine.fill(0);
  expect(flash.clip(2)).toEqual(clip);
  flash.storeClip(2, undefined);
  flash.storeClip(3, undefined);
  expect(flash.clip(2)).toBeUndefined();
});

test("a toy opened again on the same folder remembers", async () => {
  await using folder = await makeTempDir();
  const path = join(folder.path, "bear");
  const before = openDiskFlash(path);
  before.change({
    identifier: new TextEncoder().encode("0411_22_09_30_05"),
    key: new Uint8Array(16).fill(7),
  });
  before.storeClip(1, clip);
  before.storeClip(5, clip);
  before.storeClip(5, undefined);
  const after = openDiskFlash(path);
  expect(after.settings).toEqual(before.settings);
  expect(after.clip(1)).toEqual(clip);
  expect(after.clip(5)).toBeUndefined();
  expect(await readdir(path)).toEqual(["clip-1.bin", "settings.json"]);
  expect((await stat(join(path, "clip-1.bin"))).mode & 0o777).toBe(0o600);
});

test("what a killed process had only half written is not there", async () => {
  await using folder = await makeTempDir();
  openDiskFlash(folder.path).storeClip(2, clip);
  await writeFile(join(folder.path, "clip-2.bin.new"), "half of");
  await writeFile(join(folder.path, "settings.json.new"), '{"identifier":');
  const flash = openDiskFlash(folder.path);
  expect(flash.clip(2)).toEqual(clip);
  expect(flash.settings).toEqual(FACTORY_SETTINGS);
});

test.each([
  ["no JSON", "{"],
  ["another's settings", '{"volume":3}'],
  ["a volume out of range", `{"identifier":null,"key":"${"00".repeat(16)}","volume":256,"playLed":null}`],
])("settings that are %s are refused, not overwritten", async (_, text) => {
  await using folder = await makeTempDir();
  await writeFile(join(folder.path, "settings.json"), text);
  expect(() => openDiskFlash(folder.path)).toThrow(expect.objectContaining({ code: "toy.bad-state" }));
});
