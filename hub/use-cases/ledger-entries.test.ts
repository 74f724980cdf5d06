/** What belongs to a change is in the ledger with it, in one write: nothing here may need a second. */
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Guardian, hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { encodeRecording } from "../audio/recording-codec/encode-recording.ts";
import { toIntegerSamples } from "../audio/samples.ts";
import { encodeWav } from "../audio/wav.ts";
import { openClipCheck } from "../check/open-clip-check.ts";
import type { ToyView } from "../contract/api.ts";
import { sha256 } from "../contract/sha256.ts";
import { takeDraft } from "./take-draft.ts";

const check = openClipCheck({ clock: makeManualClock(), logger: makeRecordingLog() });
let rig: HubRig;
let guardian: Guardian;
let toy: ToyView;

beforeEach(async () => {
  rig = await makeHubRig({ check });
  guardian = await rig.claim();
  toy = await rig.addToy();
  vi.spyOn(rig.house.ledger, "append").mockRejectedValue(new Error("no second write"));
});
afterEach(async () => {
  expect(rig.failures).toEqual([]);
  await rig[Symbol.asyncDispose]();
});
afterAll(() => check[Symbol.asyncDispose]());

async function entriesOf(kind: "clip-taken-in" | "toy-claimed") {
  const found: (readonly [string | null, string | null])[] = [];
  for await (const entry of rig.house.ledger.entries()) {
    if (entry.kind === kind) found.push([entry.subject, entry.person]);
  }
  return found;
}

test("a message of a guardian's, once, whoever asks twice", async () => {
  const clip = await prepareClip(hum(1, 1), 16_000, () => 0.5);
  const { id } = await guardian.send(clip, toy);
  await guardian.send(clip, toy, id);
  await rig.settle();
  expect(await entriesOf("clip-taken-in")).toEqual([[id, guardian.info.person.id]]);
});

test("a draft of the command line", async () => {
  const { id } = await takeDraft(rig.house, "Bear", encodeWav(toIntegerSamples(hum(1, 2)), 16_000));
  expect(await entriesOf("clip-taken-in")).toEqual([[id, null]]);
});

test("a child's recording, and none of one that was not kept", async () => {
  const spoken = encodeRecording(toIntegerSamples(hum(2, 7, 8_000)), { bitsPerCode: 4 });
  const hand = async (bytes: Uint8Array<ArrayBuffer>) => {
    const recording = randomId();
    rig.toys.says({
      kind: "recording-ready",
      recording,
      toy: toy.id,
      bytes: bytes.byteLength,
      sha256: await sha256(bytes),
      told_ms: null,
      seen_ms: null,
      recorded_at: "2026-01-02T03:04:05Z",
    });
    await rig.settle();
    const use = rig.tickets.redeem(rig.toys.all("take-recording").at(-1)?.ticket ?? "", "home", "upload");
    if (use?.kind !== "upload") throw new Error("no ticket for an upload");
    return { recording, answer: await use.accept(bytes) };
  };
  const { recording, answer } = await hand(spoken);
  expect(answer).toEqual({ kind: "kept" });
  expect((await hand(spoken.slice(0, -3))).answer).toMatchObject({ kind: "refused" });
  expect(await entriesOf("clip-taken-in")).toEqual([[recording, null]]);
});

test("a toy that was claimed, once, however often ble tells it", async () => {
  const other = randomId();
  rig.toys.saysToys({ toy: other, claimed: false });
  await guardian.client.call("POST", `/toys/${other}/claim`, {
    json: { toyName: "Rabbit", childName: "the child" },
  });
  const claimed = {
    kind: "toy-claimed",
    event: randomId(),
    at: "2026-01-02T03:04:05Z",
    id: rig.toys.all("claim-toy").at(-1)?.id ?? randomId(),
    toy: other,
    roster: "0".repeat(64),
  } as const;
  for (const event of [claimed.event, randomId()]) {
    rig.toys.says({ ...claimed, event });
    await rig.settle();
  }
  expect(rig.toys.all("acknowledge")).toHaveLength(2);
  expect(await entriesOf("toy-claimed")).toEqual([[other, null]]);
});
