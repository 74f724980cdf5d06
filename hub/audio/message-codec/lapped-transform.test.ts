import { expect, test } from "vitest";
import { LappedAnalysis, LappedSynthesis } from "./lapped-transform.ts";

const FRAME = 320;

test("analysis and synthesis give every sample back, one frame late", () => {
  const frameCount = 6;
  const sound = Int16Array.from({ length: frameCount * FRAME }, (_, n) =>
    Math.round(9000 * Math.sin(n * n * 1e-4)),
  );
  const analysis = new LappedAnalysis();
  const synthesis = new LappedSynthesis();
  const coefficients = new Float64Array(FRAME);
  const back = new Int16Array(sound.length);
  for (let frame = 0; frame < frameCount; frame++) {
    analysis.transform(Float64Array.from(sound.subarray(frame * FRAME, (frame + 1) * FRAME)), coefficients);
    synthesis.transform(coefficients, back, frame * FRAME);
  }
  expect(back.slice(0, FRAME)).toEqual(new Int16Array(FRAME));
  expect(back.slice(FRAME)).toEqual(sound.slice(0, -FRAME));
});

test("keeps energy: coefficients are orthonormal", () => {
  const analysis = new LappedAnalysis();
  const coefficients = new Float64Array(FRAME);
  let energy = 0;
  for (let frame = 0; frame < 4; frame++) {
    const samples = Float64Array.from({ length: FRAME }, (_, n) => (frame === 1 ? Math.cos(n) : 0));
    analysis.transform(samples, coefficients);
    energy += coefficients.reduce((sum, value) => sum + value * value, 0);
  }
  const given = Array.from({ length: FRAME }, (_, n) => Math.cos(n) ** 2).reduce(
    (sum, value) => sum + value,
    0,
  );
  expect(energy).toBeCloseTo(given, 9);
});

test("clips what does not fit into 16 bits", () => {
  const synthesis = new LappedSynthesis();
  const samples = new Int16Array(FRAME);
  synthesis.transform(new Float64Array(FRAME).fill(1e6), samples, 0);
  expect(Math.max(...samples)).toBe(32_767);
  synthesis.transform(new Float64Array(FRAME).fill(-1e6), samples, 0);
  expect(Math.min(...samples)).toBe(-32_768);
});
