import { expect, test } from "vitest";
import { hum } from "./hum.ts";

test("hums for 1.65 s, loud enough to be heard and never clipped", () => {
  const { pcm, sampleRateHz } = hum();
  expect(pcm.length / sampleRateHz).toBeCloseTo(1.65);
  const peak = pcm.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
  expect(peak).toBeGreaterThan(0.2);
  expect(peak).toBeLessThan(1);
});
