import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { correlation, segmentalSnr } from "../../../test/bench/codec-measures.ts";
import { MESSAGE_VECTORS, readAppEncoded, readInput } from "../../../test/bench/codec-vectors.ts";
import { decodeMessage } from "./decode-message.ts";
import { encodeMessage, encodeMessageFrames } from "./encode-message.ts";
import { FRAME_BYTES, FRAME_SAMPLES } from "./frame-layout.ts";
import { MESSAGE_HEADER_BYTES } from "./message-file.ts";

const heard = MESSAGE_VECTORS.filter((name) => name !== "silence");

describe.each(heard)("%s", (name) => {
  const input = readInput(name);

  test("comes closer to the input than what the app's own encoder made of it", () => {
    const ours = segmentalSnr(input, decodeMessage(encodeMessage(input)).samples, FRAME_SAMPLES);
    const app = segmentalSnr(input, decodeMessage(readAppEncoded(name)).samples, FRAME_SAMPLES);
    expect(ours).toBeGreaterThanOrEqual(app);
  });
});

test("speech is at least a quarter of a decibel better than the app's", () => {
  const input = readInput("speech1");
  const snr = (file: Uint8Array) => segmentalSnr(input, decodeMessage(file).samples, FRAME_SAMPLES);
  expect(snr(encodeMessage(input)) - snr(readAppEncoded("speech1"))).toBeGreaterThan(0.25);
});

test("whatever is encoded decodes without a bad frame", () => {
  const loud = fc.int16Array({ minLength: 1, maxLength: 1500 });
  const quiet = fc
    .array(fc.integer({ min: -3, max: 3 }), { maxLength: 1000 })
    .map((values) => Int16Array.from(values));
  const square = fc
    .tuple(fc.integer({ min: 2, max: 400 }), fc.nat(32_767))
    .map(([period, height]) =>
      Int16Array.from({ length: 1600 }, (_, n) => (n % period < period / 2 ? height : -height)),
    );
  fc.assert(
    fc.property(fc.oneof(loud, quiet, square), (samples) => {
      if (samples.length === 0) return;
      const { frameErrors, frameCount } = decodeMessage(encodeMessage(samples));
      expect({ frameErrors, frameCount }).toEqual({
        frameErrors: 0,
        frameCount: Math.ceil(samples.length / FRAME_SAMPLES),
      });
    }),
    { numRuns: 150 },
  );
});

test("tones come back, one frame late", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 6800 }),
      fc.integer({ min: 300, max: 30_000 }),
      (hertz, height) => {
        const tone = Int16Array.from({ length: 8000 }, (_, n) =>
          Math.round(height * Math.sin((2 * Math.PI * hertz * n) / 16_000)),
        );
        const { samples } = decodeMessage(encodeMessage(tone));
        expect(correlation(tone.subarray(0, 8000 - 320), samples.subarray(320))).toBeGreaterThan(0.97);
      },
    ),
    { numRuns: 40 },
  );
});

test("floats in -1..1 are the same sound as 16-bit integers", () => {
  const integers = readInput("tone1k");
  const floats = Float32Array.from(integers, (sample) => sample / 32_768);
  expect(encodeMessage(floats)).toEqual(encodeMessage(integers));
});

test("silence stays silence", () => {
  const { samples } = decodeMessage(encodeMessage(new Int16Array(3200)));
  expect(Math.max(...samples.map(Math.abs))).toBeLessThanOrEqual(4);
});

test("no sound gives a header and nothing else", () => {
  expect(encodeMessage(new Int16Array(0))).toHaveLength(MESSAGE_HEADER_BYTES);
});

test("frames can be written into the middle of a buffer", () => {
  const input = readInput("tone1k");
  const whole = encodeMessage(input).subarray(MESSAGE_HEADER_BYTES);
  const buffer = new Uint8Array(whole.length + 2 * FRAME_BYTES).fill(0xaa);
  encodeMessageFrames(input, buffer.subarray(FRAME_BYTES, -FRAME_BYTES));
  expect(buffer.subarray(FRAME_BYTES, -FRAME_BYTES)).toEqual(whole);
  expect(
    [...buffer.subarray(0, FRAME_BYTES), ...buffer.subarray(-FRAME_BYTES)].every((byte) => byte === 0xaa),
  ).toBe(true);
});
