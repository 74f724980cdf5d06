/** What comes out of the toy is what was said to it, and what it records is what its microphone heard. */
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { encodeMessage } from "../../../hub/audio/message-codec/encode-message.ts";
import { decodeRecording } from "../../../hub/audio/recording-codec/decode-recording.ts";
import { parseWav } from "../../../hub/audio/wav.ts";
import { seconds } from "../../../hub/domain/duration.ts";
import { PlainToyClient } from "../../../test/support/plain-toy-client.ts";
import { openToyRig, type ToyRigOptions } from "../../../test/support/toy-rig.ts";
import { clipMilliseconds, clipSound } from "./clip-sound.ts";

const vector = async (name: string) => {
  const path = new URL(`../../../test/vectors/audio/${name}.in.wav`, import.meta.url);
  return parseWav(new Uint8Array(await readFile(path))).samples;
};

/** Of the best of the given lags, in samples. */
function correlation(said: Int16Array, heard: Int16Array, lags: readonly number[]): number {
  const at = (lag: number) => {
    let [product, saidPower, heardPower] = [0, 0, 0];
    for (let index = 0; index < said.length && index + lag < heard.length; index += 1) {
      const [a, b] = [said[index] ?? 0, heard[index + lag] ?? 0];
      product += a * b;
      saidPower += a * a;
      heardPower += b * b;
    }
    return product / Math.sqrt(saidPower * heardPower || 1);
  };
  return Math.max(...lags.map(at));
}

const around = (lag: number) => Array.from({ length: 41 }, (_, index) => Math.max(0, lag - 20 + index));
/** The codec's own delay: one frame. */
const CODEC_LAG = 320;

async function heardAfterUpload(samples: Int16Array, options: ToyRigOptions["toys"]) {
  await using rig = await openToyRig({ toys: options ?? [{}], air: { intervalMs: 12.5 } });
  await using client = await PlainToyClient.open(rig, rig.toy);
  await client.connect();
  await client.upload(1, encodeMessage(samples));
  await client.write("command", Uint8Array.of(0x08, 0x01, 0x02));
  await client.states(17, 5, 1);
  const [report] = rig.toy.model.uploads;
  return { heard: rig.toy.model.heard, report, violations: rig.toy.radio.violations };
}

test.each([
  ["drained at once", { drain: "fast" }],
  ["drained as the demo's toys do", { drain: "demo" }],
] as const)("the child hears the sentence that was sent, %s", async (_, toy) => {
  const said = await vector("speech1");
  const { heard, report, violations } = await heardAfterUpload(said, [toy]);
  expect(heard).toHaveLength(1);
  expect(heard[0]?.frameErrors).toBe(0);
  expect(correlation(said, heard[0]?.samples ?? new Int16Array(0), around(CODEC_LAG))).toBeGreaterThan(0.9);
  const other = said.slice().reverse();
  expect(correlation(other, heard[0]?.samples ?? new Int16Array(0), around(CODEC_LAG))).toBeLessThan(0.3);
  expect(report).toMatchObject({ slot: 1, outcome: "stored", lostBytes: 0, stalled: undefined });
  expect(report?.bytes).toBe((report?.writes ?? 0) * 20 - 16 - (((report?.bytes ?? 0) - 1_024) / 256) * 4);
  expect(violations).toEqual([]);
});

test.each([4, 5, 6] as const)("what the child says arrives, at %d bits", async (recordingBits) => {
  const said = (await vector("recording-8k")).subarray(0, 16_000);
  await using rig = await openToyRig({ toys: [{ recordingBits }], air: { intervalMs: 12.5 } });
  await using client = await PlainToyClient.open(rig, rig.toy);
  await client.connect();
  rig.toy.model.microphone.say(said);
  await rig.toy.press("record");
  await rig.clock.sleep(seconds(2));
  await rig.toy.press("record");
  await client.states(2, 1);
  const bytes = await client.download();
  const { samples, bitsPerCode } = decodeRecording(bytes);
  expect(bitsPerCode).toBe(recordingBits);
  expect(correlation(said, samples, [0])).toBeGreaterThan(0.97);
  expect(clipMilliseconds(bytes)).toBe(rig.toy.model.snapshot.slots[0]);
});

test("a recording that nobody spoke into is the toy's own whistle", async () => {
  await using rig = await openToyRig();
  await rig.toy.press("record");
  await rig.clock.sleep(seconds(1));
  await rig.toy.press("record");
  const { samples } = clipSound(rig.toy.flash.clip(1));
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  expect(loudest).toBeGreaterThan(6_000);
});

test("frames that the header does not count are not played, nor those that are missing", () => {
  const clip = encodeMessage(new Int16Array(16_000));
  const padded = new Uint8Array(clip.byteLength + 400).fill(0x80);
  padded.set(clip);
  expect(clipMilliseconds(padded)).toBe(clipMilliseconds(clip));
  expect(clipSound(padded).frameErrors).toBe(0);
  expect(clipMilliseconds(clip.subarray(0, 32 + 40 * 10 + 39))).toBe(200);
  expect(clipMilliseconds(clip.subarray(0, 20))).toBe(0);
});

test.each([
  ["nothing", undefined],
  ["noise", new Uint8Array(500).fill(0x55)],
  ["an empty clip", new Uint8Array(0)],
])("%s makes no sound and has no length", (_, clip) => {
  expect(clipMilliseconds(clip)).toBe(0);
  expect(clipSound(clip).samples.length).toBe(0);
});
