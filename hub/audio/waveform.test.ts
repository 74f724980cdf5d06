import fc from "fast-check";
import { expect, test } from "vitest";
import { waveform, waveformPoints } from "./waveform.ts";

test("shows the largest sample of each stretch, full scale being 1024", () => {
  const sound = new Int16Array(60 * 100);
  sound[150] = -32_768;
  sound[5999] = 16_384;
  const points = waveform(sound, 60);
  expect(points).toHaveLength(60);
  expect(points.map((height, at) => [at, height]).filter(([, height]) => height !== 0)).toEqual([
    [1, 1024],
    [59, 512],
  ]);
});

test("floats and integers give the same picture", () => {
  const integers = Int16Array.from({ length: 5000 }, (_, n) => Math.round(20_000 * Math.sin(n / 300)));
  const floats = Float32Array.from(integers, (sample) => sample / 32_768);
  expect(waveform(floats, 50)).toEqual(waveform(integers, 50));
});

test.each([
  [0, 30],
  [2000, 30],
  [10_000, 40],
  [25_000, 100],
  [40_000, 120],
  [Number.NaN, 30],
])("%d ms are drawn with %i points", (milliseconds, points) =>
  expect(waveformPoints(milliseconds)).toBe(points),
);

test("any sound gives 30 to 120 whole numbers from 0 to 1024, and no sample is left out", () => {
  fc.assert(
    fc.property(fc.int16Array({ maxLength: 400 }), fc.integer({ min: -10, max: 500 }), (samples, wish) => {
      const points = waveform(samples, wish);
      expect(points.length).toBe(Math.max(30, Math.min(120, wish)));
      expect(points.every((height) => Number.isInteger(height) && height >= 0 && height <= 1024)).toBe(true);
      const loudest = Math.max(0, ...samples.map((sample) => Math.min(32_767, Math.abs(sample))));
      expect(Math.abs(Math.max(...points) - loudest / 32)).toBeLessThanOrEqual(1);
    }),
  );
});
