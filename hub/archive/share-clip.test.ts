import { beforeAll, expect, test } from "vitest";
import { anId } from "../../test/support/store-rig.ts";
import type { About } from "../contract/about.ts";
import { type AgeIdentity, makeIdentity, recipientOf } from "./identity.ts";
import { openClip, sealClip } from "./sealed-clip.ts";
import { shareClip } from "./share-clip.ts";

const id = anId();
const facts: About = {
  v: 1,
  id,
  direction: "from-toy",
  from: null,
  child: "child",
  toy: "toy",
  recordedAt: "2026-01-02T03:04:05.000Z",
  title: "",
  milliseconds: 1_000,
  waveform: [1, 2, 3],
};
const [toyBytes, wav] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6, 7)];
let vault: AgeIdentity;
let relative: AgeIdentity;
const seal = async (change: Partial<About> = {}) =>
  sealClip({ ...facts, ...change }, toyBytes, wav, [await recipientOf(vault)]);

beforeAll(async () => {
  [vault, relative] = await Promise.all([makeIdentity(), makeIdentity()]);
});

test("what was the family's is the relative's as well, and the family's key does not open that file", async () => {
  const shared = await shareClip(await seal(), [vault], await recipientOf(relative), id);
  expect(await openClip(shared, relative)).toEqual({ about: facts, toyBytes, wav });
  await expect(openClip(shared, vault)).rejects.toMatchObject({ code: "archive.wrong-key" });
});

test.each<[string, Partial<About>]>([
  ["another answer in its place", { id: anId() }],
  ["a message that somebody sent", { direction: "to-toy" }],
])("%s is not shared, whatever the hub calls it", async (_, change) => {
  const given = await seal(change);
  await expect(shareClip(given, [vault], await recipientOf(relative), id)).rejects.toMatchObject({
    code: "archive.wrong-content",
  });
});
