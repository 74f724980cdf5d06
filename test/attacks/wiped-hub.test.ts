/**
 * T-28: somebody is root on the hub. They wipe its folder and every stick that is plugged in; or they destroy recordings and let the next
 * backup go over it. What is out of their reach brings the hub back: a stick in a drawer, or a share whose other end keeps its own copies.
 * At most the time since that copy is lost, and every file of it is what was put there.
 */
import { cpSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openClip } from "../../hub/archive/sealed-clip.ts";
import { checkSnapshot } from "../../hub/backup/check-snapshot.ts";
import { listBackups } from "../../hub/backup/list-backups.ts";
import { UnpackedBackup } from "../../hub/backup/unpack-backup.ts";
import { hours } from "../../hub/domain/duration.ts";
import { type BackedUpFamily, makeBackedUpFamily } from "../support/backed-up-family.ts";
import { codeOr } from "../support/code-of.ts";
import { inRig, keysOf, pageElsewhere, sendFrom } from "../support/family.ts";
import { makeHubRig } from "../support/hub-rig.ts";
import type { Patch } from "../support/patched-copy.ts";
import { makePatchedCopy } from "../support/patched-copy.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const NIGHTS = 3;
let family: BackedUpFamily;
/** Ids, in the order in which they were sent; the last came after the last night. */
const sent: string[] = [];
/** The copy that a guardian took to a phone in the last night. */
const taken: Uint8Array[] = [];
/** What the other end of a share keeps of each night. */
const kept = () => `${family.stick}-kept-by-the-other-end`;

beforeAll(async () => {
  family = await makeBackedUpFamily();
  for (let night = 0; night < NIGHTS; night++) {
    sent.push((await sendFrom(family.mum, family.clip, family.toy)).id);
    await family.rig.clock.advance(hours(24));
    await family.rig.settle();
    await family.backUp();
    cpSync(family.stick, kept(), { recursive: true, force: false });
  }
  const { pieces } = await family.rig.house.backups.pack(new AbortController().signal);
  for await (const piece of pieces) taken.push(piece);
  sent.push((await sendFrom(family.mum, family.clip, family.toy)).id);
});
afterAll(() => family?.[Symbol.asyncDispose]());

async function everyFile(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** @returns how many files of the newest backup there are what was put there */
async function wholeIn(folder: string): Promise<{ readonly files: number; readonly damaged: number }> {
  const [place] = await listBackups(folder);
  const [snapshot] = place?.snapshots ?? [];
  if (place === undefined || snapshot === undefined) return { files: 0, damaged: 0 };
  const { damaged } = await checkSnapshot({
    place: place.place,
    snapshot,
    newest: snapshot.list,
    signal: new AbortController().signal,
    tell: () => undefined,
  });
  return { files: snapshot.list.size, damaged: damaged.length };
}

test("hub and stick are wiped: what the other end kept brings back all until the last night, within minutes", async () => {
  for (const path of await everyFile(family.stick)) await writeFile(path, "pay, or never hear it again");
  expect(await codeOr("brought back")(family.restore(await family.newMachine()))).not.toBe("brought back");
  const { files, damaged } = await wholeIn(kept());
  expect([files > NIGHTS, damaged]).toEqual([true, 0]);
  await rm(family.stick, { recursive: true });
  cpSync(kept(), family.stick, { recursive: true });

  const began = performance.now();
  const data = await family.newMachine();
  await family.restore(data);
  expect(performance.now() - began).toBeLessThan(30 * 60_000);
  await using rig = await makeHubRig({ copyOf: data, clock: family.rig.clock });
  const ids = new Set((await rig.house.messages.newest(50)).map(({ id }) => id as string));
  expect(sent.map((id) => ids.has(id))).toEqual([...Array<boolean>(NIGHTS).fill(true), false]);
  const mum = await pageElsewhere(inRig(rig), family.mum);
  const { vaults } = await keysOf(mum);
  for (const id of sent.slice(0, NIGHTS)) {
    const sealed = await mum.page.client.bytes(`/messages/${id}/archive`);
    expect((await openClip(sealed, ...vaults.values())).toyBytes).toEqual(family.clip.toyBytes);
  }
});

test("hub, stick and share are wiped: the copy on a guardian's phone is whole, and brings back all until it was taken", async () => {
  await rm(family.stick, { recursive: true });
  const unpacked = new UnpackedBackup(
    family.stick,
    taken.reduce((sum, { byteLength }) => sum + byteLength, 0),
  );
  for (const piece of taken) await unpacked.push(piece);
  const { files, damaged } = await wholeIn(family.stick);
  expect([unpacked.isWhole, files > NIGHTS, damaged]).toEqual([true, true, 0]);
  const data = await family.newMachine();
  await family.restore(data);
  await using rig = await makeHubRig({ copyOf: data, clock: family.rig.clock });
  const ids = new Set((await rig.house.messages.newest(50)).map(({ id }) => id as string));
  expect(sent.map((id) => ids.has(id))).toEqual([...Array<boolean>(NIGHTS).fill(true), false]);
  for (const id of sent.slice(0, NIGHTS))
    expect(await rig.house.archive.get(id)).toEqual(await family.rig.house.archive.get(id));
});

/** Every recording on the hub is destroyed, its records are not; then the night comes. @returns recordings the place still has whole */
async function destroyAndBackUp(letGo: readonly Patch[] = []): Promise<number> {
  await using copy = letGo.length === 0 ? undefined : await makePatchedCopy(letGo);
  const parts = await copy?.load<typeof import("../../hub/backup/open-backups.ts")>(
    "hub/backup/open-backups.ts",
  );
  await using lived = await makeBackedUpFamily(
    parts === undefined ? {} : { parts: { openBackups: parts.openBackups } },
  );
  await sendFrom(lived.mum, lived.clip, lived.toy);
  await lived.backUp();
  const archive = join(lived.rig.dir, "hub", "archive");
  for (const path of await everyFile(archive)) await rm(path);
  await lived.rig.clock.advance(hours(24));
  await lived.backUp();
  let recordings = 0;
  for (const path of await everyFile(lived.stick))
    if ((await readFile(path)).includes("age-encryption.org/v1") && path.includes("/files/")) recordings += 1;
  return recordings;
}

test("recordings are destroyed behind the hub's back: the next backups keep what they have of them", async () => {
  expect(await destroyAndBackUp()).toBe(2);
});

test(
  "if what the hub lost were taken for erased, the next backup would lose it, too",
  TAKES_BARRIER_OUT,
  async () => {
    const patch: Patch = {
      file: "hub/backup/make-snapshot.ts",
      find: "return isHere ? before : undefined;",
      replace: "return undefined;",
    };
    expect(await destroyAndBackUp([patch])).toBe(0);
  },
);
