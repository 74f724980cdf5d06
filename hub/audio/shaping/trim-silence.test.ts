import { describe, expect, test } from "vitest";
import { findSound, withMargins } from "./trim-silence.ts";

const RATE = 16_000;
const ms = (count: number) => (count * RATE) / 1000;

function noise(milliseconds: number, dbfs: number): number[] {
  let state = 12_345;
  const height = 10 ** (dbfs / 20) * Math.sqrt(3);
  return Array.from({ length: ms(milliseconds) }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return height * (state / 2 ** 31 - 1);
  });
}

describe.each([
  ["digital silence", -200],
  ["a quiet room", -65],
  ["a fan", -45],
])("with %s around", (_, background) => {
  test("finds where somebody speaks, to 20 ms, and keeps the pause in between", () => {
    const sound = Float32Array.from([
      ...noise(500, background),
      ...noise(400, -20),
      ...noise(1000, background),
      ...noise(300, -24),
      ...noise(700, background),
    ]);
    const found = findSound(sound, RATE);
    expect(Math.abs((found?.start ?? 0) - ms(500))).toBeLessThanOrEqual(ms(20));
    expect(Math.abs((found?.end ?? 0) - ms(2200))).toBeLessThanOrEqual(ms(20));
  });
});

test("a voice that never pauses is all sound", () => {
  expect(findSound(Float32Array.from(noise(800, -25)), RATE)).toEqual({ start: 0, end: ms(800) });
});

test.each([
  ["nothing", []],
  ["zeros", new Array<number>(8000).fill(0)],
  ["noise under -60 dBFS", noise(500, -66)],
])("%s is no sound", (_, samples) => expect(findSound(Float32Array.from(samples), RATE)).toBeUndefined());

test.each([
  ["room on both sides", { start: 5000, end: 9000 }, 20_000, 100_000, { start: 3400, end: 12_200 }],
  ["the recording's ends", { start: 100, end: 9000 }, 9010, 100_000, { start: 0, end: 9010 }],
  [
    "a limit that leaves room for little",
    { start: 5000, end: 9000 },
    20_000,
    5000,
    { start: 4000, end: 9000 },
  ],
  ["a limit that leaves no room", { start: 5000, end: 9000 }, 20_000, 3000, { start: 5000, end: 9000 }],
])("margins mind %s", (_, range, available, mostSamples, expected) => {
  expect(withMargins(range, { sampleRateHz: RATE, available, mostSamples })).toEqual(expected);
});
