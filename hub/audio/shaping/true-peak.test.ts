import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { limitPeaks } from "./limit-peaks.ts";
import { measureTruePeak } from "./true-peak.ts";

function sine(cycles: number, phaseDegrees: number, height: number): Float32Array {
  return Float32Array.from({ length: 4000 }, (_, n) => {
    // Faded, so that the ends add no peak of their own.
    const fade = Math.min(1, n / 400, (3999 - n) / 400);
    return fade * height * Math.sin(2 * Math.PI * cycles * n + (phaseDegrees * Math.PI) / 180);
  });
}

// EBU Tech 3341, signals 15 to 19: the reading may be 0.2 dB over and 0.4 dB under.
test.each([
  ["a quarter of the rate, samples on the peaks", 1 / 4, 0, 0.5, -6],
  ["a quarter of the rate, samples beside the peaks", 1 / 4, 45, 0.5, -6],
  ["a sixth of the rate, 60 degrees", 1 / 6, 60, 0.5, -6],
  ["an eighth of the rate, 67.5 degrees", 1 / 8, 67.5, 0.5, -6],
  ["over full scale between samples", 1 / 4, 45, 1.41, 3],
])("finds the peak of %s", (_, cycles, phase, height, dbtp) => {
  const reading = measureTruePeak(sine(cycles, phase, height));
  expect(reading).toBeGreaterThan(dbtp - 0.4);
  expect(reading).toBeLessThan(dbtp + 0.2);
});

test("silence has no peak", () =>
  expect(measureTruePeak(new Float32Array(100))).toBe(Number.NEGATIVE_INFINITY));

const anySound = fc
  .array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 1, maxLength: 600 })
  .map((values) => Float32Array.from(values));

describe("the limiter", () => {
  test("lets no sample over the ceiling, whatever the sound", () => {
    fc.assert(
      fc.property(anySound, fc.double({ min: 0.1, max: 1, noNaN: true }), (sound, ceiling) => {
        const { samples } = limitPeaks(sound, 16_000, ceiling);
        expect(Math.max(...samples.map(Math.abs))).toBeLessThanOrEqual(ceiling * (1 + 1e-6));
      }),
    );
  });

  test("holds true peaks of a loud voice-like sound", () => {
    const sound = Float32Array.from(
      { length: 16_000 },
      (_, n) => 1.8 * Math.sin(n * 0.7) * Math.sin(n / 900) ** 3,
    );
    const { samples, isLimited } = limitPeaks(sound, 16_000, 0.5);
    expect(isLimited).toBe(true);
    expect(measureTruePeak(samples)).toBeLessThan(20 * Math.log10(0.5) + 0.05);
  });

  test("leaves what is under the ceiling as it is", () => {
    const sound = sine(1 / 40, 0, 0.4);
    expect(limitPeaks(sound, 16_000, 0.5)).toEqual({ samples: sound, isLimited: false });
  });

  test("leaves what is far from a peak nearly as it is", () => {
    const sound = sine(1 / 40, 0, 0.3);
    sound[500] = 0.9;
    const { samples } = limitPeaks(sound, 16_000, 0.5);
    expect(samples.subarray(0, 330)).toEqual(sound.subarray(0, 330));
    const late = samples
      .subarray(3500, 3600)
      .map((sample, i) => Math.abs(sample - (sound[3500 + i] as number)));
    expect(Math.max(...late)).toBeLessThan(0.02);
  });
});
