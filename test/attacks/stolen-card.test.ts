/**
 * T-10 and T-41, for the key file on the card (the only place there is as yet). Somebody has the whole card, the key files with it, and
 * everything that this source can do: names are read, and what still waits for a toy is heard. Of the archive nothing opens. Without the key
 * file, nothing at all.
 */
import { randomBytes } from "node:crypto";
import { cpSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { openBytes } from "../../hub/archive/age-file.ts";
import { identityFromBytes } from "../../hub/archive/identity.ts";
import { decodeRecording } from "../../hub/audio/recording-codec/decode-recording.ts";
import { encodeRecording } from "../../hub/audio/recording-codec/encode-recording.ts";
import { systemClock } from "../../hub/clock/system-clock.ts";
import { openHubStore } from "../../hub/store/hub-store.ts";
import { AttackedHub } from "../support/attacked-hub.ts";
import { vaultUnsealed } from "../support/barriers.ts";
import { copyOf, foundIn, piecesOf } from "../support/canaries.ts";
import { asGuardian, atHub, claimFamily } from "../support/family.ts";
import { hum, prepareClip } from "../support/guardian.ts";
import type { Patch } from "../support/patched-copy.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { listOf } from "../support/store-rig.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const owned: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of owned.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

/** A family's day, and the card as it lies in a stranger's reader. */
async function stealCard(patches: readonly Patch[] = []) {
  const hub = await AttackedHub.start({ cheapHash: true, patches });
  owned.push(hub);
  const temp = await makeTempDir();
  owned.push(temp);
  const mum = await claimFamily(atHub(hub), "Mum");
  const ble = await PlayedBle.open(hub.stack);
  owned.push(ble);
  const guardian = await asGuardian(mum);
  const toy = await ble.claimedBy(guardian, "Bear", "Kim");
  const clip = await prepareClip(
    hum(2, 3).map((sample) => sample + (randomBytes(1)[0] ?? 0) / 2_560 - 0.05),
    16_000,
  );
  const { id: waiting } = await guardian.send(clip, toy);
  const spoken = Int16Array.from(hum(3, 5, 8_000), (sample) => (sample + Math.random() * 0.1) * 30_000);
  const recording = encodeRecording(spoken, { bitsPerCode: 4 });
  const answer = await ble.record(guardian, recording, decodeRecording(recording).milliseconds);
  await hub.stack.stop("hub");
  const card = join(temp.path, "card");
  cpSync(join(hub.stack.dataFolder, "hub"), card, { recursive: true });
  return { card, waiting, answer, clip, recording };
}

/** All that this source can make of a card. */
async function openEverything(card: string) {
  await using store = await openHubStore({
    dir: card,
    clock: systemClock,
    logger: makeRecordingLog(),
    random: randomBytes,
  });
  const heard = new Map<string, Uint8Array>();
  for (const { id } of await store.messages.newest(50)) {
    const readable = await store.waiting.get(id);
    if (readable !== undefined) heard.set(id, readable);
  }
  // Every 32 bytes that lie there might open an age file.
  const keys = (await readdir(card)).filter((name) => name.endsWith(".key"));
  const identities = await Promise.all(
    keys.map(async (name) => identityFromBytes((await readFile(join(card, name))).subarray(0, 32))),
  );
  const opened: string[] = [];
  for (const id of await listOf(store.archive.ids())) {
    const sealed = (await store.archive.get(id)) ?? new Uint8Array();
    for (const identity of identities)
      if (await openBytes(sealed, identity).then(Boolean, () => false)) opened.push(id);
  }
  const boxes = store.household
    .people()
    .flatMap((person) => [
      ...person.slots.map(({ box }) => box),
      ...(person.role === "guardian" ? person.vaults.map(({ box }) => box) : []),
    ]);
  for (const box of boxes)
    for (const identity of identities)
      if (await openBytes(new Uint8Array(Buffer.from(box, "base64url")), identity).then(Boolean, () => false))
        opened.push("a box");
  return {
    names: [
      ...store.household.people().map(({ name }) => name),
      ...store.household.toys().map(({ name }) => name),
      ...store.household.children().map(({ name }) => name),
    ],
    heard,
    keys: keys.toSorted(),
    opened,
  };
}

test("the whole card gives names and the clips that wait for a toy, and nothing of the archive", async () => {
  const { card, waiting, clip, recording } = await stealCard();
  const { names, heard, keys, opened } = await openEverything(card);
  expect(keys).toEqual(["device.key", "pepper.key", "push.key", "signing.key"]);
  expect(names).toEqual(["Mum", "Bear", "Kim"]);
  expect([...heard.keys()]).toEqual([waiting]);
  expect(heard.get(waiting)).toEqual(clip.toyBytes);
  expect(opened).toEqual([]);
  expect(foundIn(await copyOf(card), { "what the child said": piecesOf(recording) })).toEqual([]);
});

test("without the key file it gives nothing, and no key is made over it", async () => {
  const { card } = await stealCard();
  await rm(join(card, "device.key"));
  await expect(openEverything(card)).rejects.toMatchObject({ code: "store.key-missing" });
  expect(await readdir(card)).not.toContain("device.key");
});

test("without the seal to the vault, what the child said lies on the card", TAKES_BARRIER_OUT, async () => {
  const { card, recording } = await stealCard([vaultUnsealed]);
  expect(foundIn(await copyOf(card), { "what the child said": piecesOf(recording) })).toEqual([
    "what the child said",
  ]);
});
