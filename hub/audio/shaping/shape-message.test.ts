import { describe, expect, test } from "vitest";
import { correlation } from "../../../test/bench/codec-measures.ts";
import { readInput } from "../../../test/bench/codec-vectors.ts";
import { checkMessage } from "../check-message.ts";
import { decodeMessage } from "../message-codec/decode-message.ts";
import { LONGEST_MESSAGE_FRAMES, TARGET_DBTP } from "../message-limits.ts";
import { toFloatSamples } from "../samples.ts";
import { resample } from "./resample.ts";
import { type ShapedMessage, shapeMessage } from "./shape-message.ts";

const RATE = 16_000;
const speech = toFloatSamples(readInput("speech1"));
const never = () => 0;

function at(gainDb: number, sound: Float32Array): Float32Array {
  return sound.map((sample) => sample * 10 ** (gainDb / 20));
}

function between(before: number, sound: Float32Array, after: number): Float32Array {
  const padded = new Float32Array(before + sound.length + after);
  padded.set(sound, before);
  return padded;
}

function shaped(message: ShapedMessage): Extract<ShapedMessage, { kind: "ok" }> {
  if (message.kind !== "ok") throw new Error(message.code);
  return message;
}

describe.each([
  ["as recorded", 0],
  ["quiet", -24],
  ["clipped", 12],
])("speech, %s", (_, gainDb) => {
  const input = at(gainDb, speech).map((sample) => Math.max(-1, Math.min(1, sample)));
  const message = shaped(shapeMessage(input, RATE, { random: never }));

  test("comes out of the toy at -16 LUFS, to half a unit", () => {
    expect(Math.abs(message.loudnessLufs + 16)).toBeLessThan(0.5);
  });
  test("stays under the true peak", () => expect(message.truePeakDbtp).toBeLessThan(TARGET_DBTP));
  test("is what the hub lets pass, and finds as loud", () => {
    const check = checkMessage(message.toyBytes);
    expect(check).toMatchObject({ kind: "ok", milliseconds: message.milliseconds });
    if (check.kind !== "ok") return;
    expect(check.loudnessLufs).toBeCloseTo(message.loudnessLufs, 6);
    expect(check.truePeakDbtp).toBeCloseTo(message.truePeakDbtp, 6);
  });
  test("ends in 0.6 s of silence or more", () => {
    const { samples } = decodeMessage(message.toyBytes);
    expect(Math.max(...samples.subarray(-0.6 * RATE).map(Math.abs))).toBeLessThan(64);
  });
});

test.each([44_100, 48_000, 22_050])("speech at %i Hz is the same message", (rate) => {
  const low = shaped(shapeMessage(speech, RATE, { random: never }));
  const high = shaped(shapeMessage(resample(speech, RATE, rate), rate, { random: never }));
  expect(Math.abs(high.loudnessLufs - low.loudnessLufs)).toBeLessThan(0.3);
  expect(correlation(high.samples16k, low.samples16k)).toBeGreaterThan(0.97);
});

test("silence around the voice is cut off and counted", () => {
  const plain = shaped(shapeMessage(speech, RATE, { random: never }));
  const padded = shaped(shapeMessage(between(RATE, speech, 2 * RATE), RATE, { random: never }));
  expect(Math.abs(padded.soundMilliseconds - plain.soundMilliseconds)).toBeLessThanOrEqual(300);
  const { start, end } = padded.trimmedMilliseconds;
  expect(start).toBeGreaterThanOrEqual(900);
  expect(end).toBeGreaterThanOrEqual(1700);
  expect(start + end + padded.soundMilliseconds).toBe(3000 + (speech.length * 1000) / RATE);
});

test("an offset from zero is not taken for sound", () => {
  const quiet = between(RATE, speech, RATE).map((sample) => sample * 0.5 + 0.3);
  expect(shaped(shapeMessage(quiet, RATE, { random: never })).trimmedMilliseconds.start).toBeGreaterThan(500);
});

test.each([
  [0, 0],
  [0.55, 5],
  [0.999, 9],
])("random %d adds %i silent frames", (random, frames) => {
  const least = shaped(shapeMessage(speech, RATE, { random: never }));
  const message = shaped(shapeMessage(speech, RATE, { random: () => random }));
  expect(message.milliseconds - least.milliseconds).toBe(20 * frames);
});

test("40 s of speech fit, 40.5 s do not", () => {
  const long = (seconds: number) =>
    Float32Array.from({ length: seconds * RATE }, (_, n) => speech[4000 + (n % 40_000)] ?? 0);
  const message = shaped(shapeMessage(long(40), RATE, { random: () => 0.999 }));
  expect(message.toyBytes.length).toBe(32 + 40 * LONGEST_MESSAGE_FRAMES);
  expect(checkMessage(message.toyBytes)).toMatchObject({ kind: "ok" });
  expect(shapeMessage(long(40.5), RATE, { random: never })).toEqual({
    kind: "refused",
    code: "sound.too-long",
  });
});

test("a voice that is too quiet is refused, and raised when that is wanted", () => {
  const whisper = at(-30, speech);
  expect(shapeMessage(whisper, RATE, { random: never })).toEqual({
    kind: "refused",
    code: "sound.too-quiet",
  });
  const message = shaped(shapeMessage(whisper, RATE, { random: never, evenIfQuiet: true }));
  expect(message.loudnessLufs - message.heardLufs).toBeGreaterThan(29);
  expect(message.loudnessLufs - message.heardLufs).toBeLessThan(31);
});

test.each([
  ["nothing", new Float32Array(0), RATE, "sound.too-short"],
  ["50 ms", speech.slice(10_000, 10_800), RATE, "sound.too-short"],
  ["one click", between(RATE, Float32Array.of(0.9, -0.9), RATE), RATE, "sound.too-short"],
  ["digital silence", new Float32Array(RATE), RATE, "sound.silence"],
  ["no numbers at all", new Float32Array(RATE).fill(Number.NaN), RATE, "sound.silence"],
  ["a room in which nobody speaks", at(-70, speech), RATE, "sound.silence"],
  ["a rate of 7999", speech, 7999, "sound.bad-rate"],
  ["a rate of 192001", speech, 192_001, "sound.bad-rate"],
  ["a rate with a fraction", speech, 44_100.5, "sound.bad-rate"],
  ["no rate", speech, Number.NaN, "sound.bad-rate"],
])("refuses %s", (_, pcm, rate, code) => {
  expect(shapeMessage(pcm, rate, { random: never })).toEqual({ kind: "refused", code });
});
