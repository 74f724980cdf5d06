import { expect, test } from "vitest";
import { cutChapters } from "./cut-chapters.ts";

const RATE = 1_000;
/** Sound everywhere but at the pauses, which are half a second long. @param pauses seconds */
function story(seconds: number, pauses: readonly number[] = []): Float32Array<ArrayBuffer> {
  const pcm = new Float32Array(seconds * RATE).fill(0.5);
  for (const pause of pauses) pcm.fill(0.001, pause * RATE, (pause + 0.5) * RATE);
  return pcm;
}
const cut = (pcm: Float32Array<ArrayBuffer>) => cutChapters({ pcm, sampleRateHz: RATE });
const lengths = (pcm: Float32Array<ArrayBuffer>) => cut(pcm).map((piece) => piece.pcm.length / RATE);

test("what fits on a toy stays whole", () => {
  expect(lengths(story(39))).toEqual([39]);
});

test("cuts in the pause that is near", () => {
  const [first, second] = lengths(story(60, [28.5]));
  expect(first).toBeGreaterThan(28.5);
  expect(first).toBeLessThan(29);
  expect((first ?? 0) + (second ?? 0)).toBe(60);
});

test.each([[41], [70], [100], [300], [1_300]])(
  "%i seconds: none too long, none a scrap, nothing lost",
  (seconds) => {
    const pcm = story(seconds, [10, 33, 36.5, 64, 71, 98]).map((sample, at) => sample + (at % 7) / 1_000);
    const pieces = cut(pcm);
    for (const piece of pieces) {
      expect(piece.pcm.length / RATE).toBeLessThanOrEqual(39.5);
      expect(piece.pcm.length / RATE).toBeGreaterThan(12);
    }
    expect(pieces.flatMap((piece) => [...piece.pcm])).toEqual([...pcm]);
  },
);
