import { describe, expect, test } from "vitest";
import { highPassFilter, measureLoudness, SILENCE_LUFS, shelfFilter } from "./loudness.ts";

function sine(hertz: number, dbfs: number, seconds: number, rate: number): Float32Array {
  const height = 10 ** (dbfs / 20);
  return Float32Array.from(
    { length: seconds * rate },
    (_, n) => height * Math.sin((2 * Math.PI * hertz * n) / rate),
  );
}

function join(...parts: Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

test("the filters are those that BS.1770-4 prints for 48 kHz", () => {
  const printedShelf = [
    1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585,
  ];
  const printedHighPass = [1, -2, 1, -1.99004745483398, 0.99007225036621];
  for (const [i, value] of shelfFilter(48_000).entries())
    expect(value).toBeCloseTo(printedShelf[i] as number, 8);
  for (const [i, value] of highPassFilter(48_000).entries())
    expect(value).toBeCloseTo(printedHighPass[i] as number, 8);
});

test.each([16_000, 44_100, 48_000])(
  "a full-scale 997 Hz sine in one channel reads -3.01 LUFS at %i Hz",
  (rate) => {
    expect(measureLoudness(sine(997, 0, 5, rate), rate)).toBeCloseTo(-3.01, 1);
  },
);

describe("gates, by the signals of EBU Tech 3341 in one channel (3 dB under two)", () => {
  const tone = (dbfs: number, seconds: number) => sine(1000, dbfs, seconds, 48_000);

  test.each([
    ["1: steady", tone(-23, 20), -26],
    ["2: steady, quieter", tone(-33, 20), -36],
    ["3: the relative gate leaves quiet ends out", join(tone(-36, 10), tone(-23, 60), tone(-36, 10)), -26],
    [
      "4: the absolute gate leaves near silence out",
      join(tone(-72, 10), tone(-36, 10), tone(-23, 60), tone(-36, 10), tone(-72, 10)),
      -26,
    ],
  ])("signal %s", (_, signal, lufs) => {
    expect(Math.abs(measureLoudness(signal, 48_000) - lufs)).toBeLessThan(0.1);
  });
});

test("a sound shorter than a block counts as one", () => {
  expect(measureLoudness(sine(997, -10, 0.2, 16_000), 16_000)).toBeCloseTo(-13.0, 0);
});

test.each([
  ["nothing", new Float32Array(0)],
  ["digital silence", new Float32Array(32_000)],
  ["a tone under -70 LUFS", sine(1000, -80, 2, 16_000)],
])("%s has no loudness", (_, samples) => expect(measureLoudness(samples, 16_000)).toBe(SILENCE_LUFS));
