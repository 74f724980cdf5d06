import { expect, test } from "vitest";
import { loudnessBars } from "./loudness-bars.ts";

const tone = (length: number, height: number) =>
  Array.from({ length }, (_, at) => Math.round(height * Math.sin((at * Math.PI) / 8)));

const samples = (integers: readonly number[]) => Float32Array.from(integers, (sample) => sample / 32_768);

test("tells loud from half as loud and from silence, whatever the level", () => {
  const sound = (height: number) =>
    samples([...tone(160, height), ...tone(160, height / 2), ...tone(160, 0)]);
  for (const height of [20_000, 2_000]) {
    const [loud, half, silent] = loudnessBars(sound(height), 3);
    expect(loud).toBe(1);
    expect(half).toBeCloseTo(0.5, 2);
    expect(silent).toBe(0);
  }
});

test("one click does not make a stretch loud, as it would by its peak", () => {
  const [click, speech] = loudnessBars(samples([32_767, ...tone(159, 0), ...tone(160, 16_000)]), 2);
  expect(speech).toBe(1);
  expect(click).toBeLessThan(0.25);
});

test("silence is flat, and a sound of few samples has few bars", () => {
  expect(loudnessBars(new Float32Array(1_000))).toEqual(Array(48).fill(0));
  expect(loudnessBars(samples([5, -5]))).toEqual([1, 1]);
  expect(loudnessBars(new Float32Array(0))).toEqual([]);
});
