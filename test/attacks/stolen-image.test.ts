/**
 * T-29. A whole image of the hub's folder is stolen on day 0, and with it the passphrase of then: what was there then is lost, and nothing can
 * change that. On day 1 the family sets a new passphrase and changes the lock; older recordings are sealed anew. From then on the image of day 0 opens
 * nothing newer, with whatever secrets of day 1; and a second image, of day 1, opens nothing at all to who has the secrets of day 0.
 */
import { cpSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { AgeIdentity } from "../../hub/archive/identity.ts";
import { openClip } from "../../hub/archive/sealed-clip.ts";
import { changeVault } from "../../web-ui/src/actions/change-vault.ts";
import { makeSheet, sheetsOn, signInWithSheet, testSheet } from "../../web-ui/src/actions/recovery.ts";
import { stepUp } from "../../web-ui/src/actions/step-up.ts";
import { AttackedHub } from "../support/attacked-hub.ts";
import { asGuardian, atHub, claimFamily, keysOf, pageElsewhere, sendFrom } from "../support/family.ts";
import { hum, prepareClip, randomId } from "../support/guardian.ts";
import { openPaperPage, sessionOn, showAlways } from "../support/paper-page.ts";
import type { Patch } from "../support/patched-copy.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { furtherBarrier, TAKES_BARRIER_OUT } from "./further-barrier.ts";

const owned: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of owned.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

const AGE = Buffer.from("age-encryption.org/v1\n");

/** Whatever is an age file, wherever it lies and whatever it is called. */
async function sealedIn(image: string): Promise<Uint8Array[]> {
  const files = await readdir(image, { recursive: true, withFileTypes: true });
  const found: Uint8Array[] = [];
  for (const file of files.filter((entry) => entry.isFile())) {
    const bytes = await readFile(join(file.parentPath, file.name));
    if (bytes.subarray(0, AGE.byteLength).equals(AGE)) found.push(new Uint8Array(bytes));
  }
  return found;
}

/** Which clips of an image some keys open, by their ids. */
async function heardIn(image: string, keys: readonly AgeIdentity[]): Promise<string[]> {
  const opened = await Promise.all(
    (await sealedIn(image)).map((sealed) => openClip(sealed, ...keys).catch(() => undefined)),
  );
  return opened.flatMap((clip) => (clip === undefined ? [] : [clip.about.id as string])).toSorted();
}

async function twoImages(patches: readonly Patch[] = []) {
  const hub = await AttackedHub.start({ cheapHash: true, patches });
  owned.push(hub);
  const temp = await makeTempDir();
  owned.push(temp);
  const home = atHub(hub);
  const mum = await claimFamily(home);
  const ble = await PlayedBle.open(hub.stack);
  owned.push(ble);
  const toy = await ble.claimedBy(await asGuardian(mum), "Bear", "Kim");
  const opened = await keysOf(mum);
  const { id, identity } = await makeSheet(mum.page, sessionOn(mum.page), opened);
  const slot = sheetsOn(mum.page).find((one) => one.id === id);
  if (slot === undefined) throw new Error("no sheet");
  await testSheet(mum.page, sessionOn(mum.page), slot, identity);
  const clip = await prepareClip(hum(1, 1), 16_000);
  const before = [await sendFrom(mum, clip, toy), await sendFrom(mum, clip, toy)].map(
    (one) => one.id as string,
  );

  const image = async (name: string) => {
    const path = join(temp.path, name);
    cpSync(hub.stack.dataFolder, path, { recursive: true, filter: (from) => !from.endsWith("/LOCK") });
    return path;
  };
  const image0 = await image("day-0");
  const oldKeys = [...opened.vaults.values()];

  // Day 1: whoever has the passphrase of day 0 could sign in, so that goes first.
  const passphrase = `${randomId()} and ${randomId()}`;
  const page = await openPaperPage(home.browser(), () => home.now());
  await signInWithSheet(page, { name: mum.name, identity, passphrase });
  showAlways(page, passphrase);
  const now = { name: mum.name, passphrase, page };
  await changeVault(page, await stepUp(page));
  while (page.resealing.value?.state === "running") await new Promise((done) => setTimeout(done, 10));
  const after = (await sendFrom(now, clip, toy)).id as string;
  await hub.stack.stop("hub");
  const image1 = await image("day-1");
  await hub.stack.begin("hub");
  const newKeys = [...(await keysOf(now)).vaults].filter(([number]) => number > 1).map(([, key]) => key);

  return {
    sealedFiles: [(await sealedIn(image0)).length, (await sealedIn(image1)).length],
    image0WithOldKeys: (await heardIn(image0, oldKeys)).join() === before.toSorted().join(),
    image0WithNewKeys: await heardIn(image0, newKeys),
    newerInImage0: (await heardIn(image0, [...oldKeys, ...newKeys])).filter((one) => one === after),
    image1WithOldKeys: await heardIn(image1, oldKeys),
    image1WithNewKeys: (await heardIn(image1, newKeys)).join() === [...before, after].toSorted().join(),
    boxesOfOldKeys: (await keysOf(now)).vaults.has(1),
    oldPassphrase: await pageElsewhere(home, mum).then(
      () => "in",
      ({ code }: { code: string }) => code,
    ),
  };
}

const CLOSED = {
  sealedFiles: [2, 3],
  // Lost on day 0.
  image0WithOldKeys: true,
  image0WithNewKeys: [],
  newerInImage0: [],
  image1WithOldKeys: [],
  image1WithNewKeys: true,
  boxesOfOldKeys: false,
  oldPassphrase: "sign-in.refused",
};

test("the first image opens nothing newer, and the second nothing at all to the secrets of the first", async () => {
  expect(await twoImages()).toEqual(CLOSED);
});

test(
  "without the end of the old files the second image opens to the old key",
  TAKES_BARRIER_OUT,
  async () => {
    const found = await twoImages([
      {
        file: "hub/store/archive-folder.ts",
        find: "    await eraseDurably(this.#pathOf(name, OLD));\n    return now;",
        replace: "    return now;",
      },
    ]);
    expect(found).toMatchObject({ sealedFiles: [2, 5] });
    expect(found.image1WithOldKeys).toHaveLength(2);
  },
);

furtherBarrier("without the end of the old boxes every guardian still has the old key", {}, async () => {
  const patch = {
    file: "hub/use-cases/older-clips.ts",
    find: "      vaults: person.vaults.filter((vault) => vault.number === number),",
    replace: "      vaults: person.vaults,",
  };
  expect(await twoImages([patch])).toEqual({ ...CLOSED, boxesOfOldKeys: true });
});
