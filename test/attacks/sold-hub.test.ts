/**
 * T-44: the machine is sold after `pawpost factory-reset`. Whoever buys it reads its disk raw, block by block, what the file system let go of
 * with it: no name, no sound and no key of the family is there. Without the overwriting of keys they are; without the seals of the store,
 * names are, in what LevelDB left to the file system.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { foundIn } from "../support/canaries.ts";
import { blocksOf, hasOwnImage, onOwnImage } from "../support/own-image.ts";
import { compiledEnv } from "../support/patched-copy.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { furtherBarrier, TAKES_BARRIER_OUT } from "./further-barrier.ts";

const SCENARIO = new URL("./sold-hub-scenario.ts", import.meta.url).pathname;
const KEYS = ["device.key", "pepper.key", "push.key", "signing.key"];

interface Told {
  readonly canaries: readonly (readonly [string, readonly string[]])[];
  readonly before: readonly string[];
  readonly saidFirst: readonly unknown[];
  readonly receipt: Readonly<Record<string, unknown>>;
  readonly left: readonly string[];
}

async function sell(without: "nothing" | "keys" | "seals") {
  await using dir = await makeTempDir();
  const [image, disk] = [join(dir.path, "image"), join(dir.path, "disk")];
  await mkdir(disk);
  const said = await onOwnImage(
    image,
    disk,
    "96m",
    [process.execPath, SCENARIO, disk, image, without],
    compiledEnv(SCENARIO),
  );
  const told = JSON.parse(said.trim().split("\n").at(-1) ?? "") as Told;
  const canaries = Object.fromEntries(
    told.canaries.map(([name, secrets]) => [name, secrets.map((secret) => Buffer.from(secret, "hex"))]),
  );
  return { ...told, found: foundIn(await blocksOf(image), canaries) };
}

test.skipIf(!hasOwnImage)("the raw disk holds nothing of the family, and the receipt is true", async () => {
  const { found, before, saidFirst, receipt, left } = await sell("nothing");
  expect(before, "the search finds what is there").toEqual(KEYS);
  expect(found).toEqual([]);
  expect(left).toEqual(["hub"]);
  expect(saidFirst, "without the hub's name nothing is erased").toEqual([1, true]);
  expect(receipt).toMatchObject({ emptied: [], isTrimmed: false, backups: { folder: null, erased: false } });
  expect(receipt.files).toBeGreaterThan(10);
  expect(receipt.doneAt).toBeGreaterThanOrEqual(Number(receipt.keysGoneAt));
});

test.skipIf(!hasOwnImage)(
  "without the overwriting, keys lie in blocks that are free",
  TAKES_BARRIER_OUT,
  async () => {
    const { found, left } = await sell("keys");
    expect(left).toEqual(["hub"]);
    expect(found.filter((one) => KEYS.includes(one))).not.toEqual([]);
  },
);

furtherBarrier(
  "without the store's seals, names lie in what LevelDB left",
  { skip: !hasOwnImage },
  async () => {
    const { found, left } = await sell("seals");
    expect(left).toEqual(["hub"]);
    expect(found).toContain("guardian's name");
  },
);
