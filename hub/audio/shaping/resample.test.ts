import { expect, test } from "vitest";
import { mixToMono } from "./mono.ts";
import { resample } from "./resample.ts";

function sine(hertz: number, rate: number, seconds: number): Float32Array {
  return Float32Array.from({ length: Math.round(rate * seconds) }, (_, n) =>
    Math.sin((2 * Math.PI * hertz * n) / rate),
  );
}

/** Away from the ends, relative to a full sine. */
function levelDb(samples: Float32Array): number {
  const middle = samples.subarray(1000, -1000);
  return 10 * Math.log10((2 * middle.reduce((sum, x) => sum + x * x, 0)) / middle.length);
}

test.each([44_100, 48_000, 96_000, 22_050, 32_000])(
  "keeps speech from %i Hz within 0.05 dB up to 7 kHz",
  (rate) => {
    for (const hertz of [100, 1000, 4000, 7000]) {
      expect(Math.abs(levelDb(resample(sine(hertz, rate, 1), rate, 16_000)))).toBeLessThan(0.05);
    }
  },
);

test.each([44_100, 48_000, 96_000])(
  "leaves nothing of what would fold from %i Hz into the pass band",
  (rate) => {
    for (const hertz of [9000, 9500, 12_000, 16_000, 21_000]) {
      expect(levelDb(resample(sine(hertz, rate, 1), rate, 16_000))).toBeLessThan(-80);
    }
  },
);

test("a tone keeps its place in time to a fraction of a sample", () => {
  const output = resample(sine(1000, 44_100, 1), 44_100, 16_000);
  const expected = sine(1000, 16_000, 1);
  const gaps = output
    .subarray(500, -500)
    .map((sample, n) => Math.abs(sample - (expected[n + 500] as number)));
  expect(output).toHaveLength(16_000);
  expect(Math.max(...gaps)).toBeLessThan(1e-4);
});

test("8 kHz becomes 16 kHz without images", () => {
  const output = resample(sine(1000, 8000, 1), 8000, 16_000);
  const expected = sine(1000, 16_000, 1);
  const gaps = output
    .subarray(500, -500)
    .map((sample, n) => Math.abs(sample - (expected[n + 500] as number)));
  expect(Math.max(...gaps)).toBeLessThan(1e-4);
});

test("a rate with nothing in common with 16 kHz works too", () => {
  expect(levelDb(resample(sine(1000, 44_101, 0.5), 44_101, 16_000))).toBeCloseTo(0, 2);
});

test("the same rate gives a copy", () => {
  const sound = sine(300, 16_000, 0.1);
  const copy = resample(sound, 16_000, 16_000);
  expect(copy).toEqual(sound);
  expect(copy).not.toBe(sound);
});

test.each([0, 1, 2, 50])("%i samples are enough", (length) => {
  expect(resample(new Float32Array(length).fill(0.5), 48_000, 16_000)).toHaveLength(Math.round(length / 3));
});

test("channels are averaged, and what is no number is silence", () => {
  const mono = mixToMono([Float32Array.of(1, 0.5, Number.NaN), Float32Array.of(0, 0.5, 1)]);
  expect(mono).toEqual(Float32Array.of(0.5, 0.5, 0));
});
