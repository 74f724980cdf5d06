import { describe, expect, test } from "vitest";
import { cutMore, cutSound, cutTo } from "./cut-sound.ts";
import { NO_CUT } from "./take-store.ts";

describe("cutting a recording of 3 s", () => {
  test("one press takes half a second off that end, and leaves the other", () => {
    expect(cutMore(NO_CUT, "start", 3_000)).toEqual({ start: 500, end: 0 });
    expect(cutMore({ start: 500, end: 200 }, "end", 3_000)).toEqual({ start: 500, end: 700 });
  });

  test.each([
    ["start", { start: 2_500, end: 0 }],
    ["end", { start: 0, end: 2_500 }],
  ] as const)("however often the %s is cut, a word is left", (end, most) => {
    let cut = NO_CUT;
    for (let press = 0; press < 20; press += 1) cut = cutMore(cut, end, 3_000);
    expect(cut).toEqual(most);
  });

  test("a handle does not pass the other, nor the ends", () => {
    const cut = { start: 1_000, end: 1_000 };
    expect(cutTo(cut, "start", 2_900, 3_000)).toEqual({ start: 1_500, end: 1_000 });
    expect(cutTo(cut, "end", 2_900, 3_000)).toEqual({ start: 1_000, end: 1_500 });
    expect(cutTo(cut, "start", -5, 3_000)).toEqual({ start: 0, end: 1_000 });
  });

  test("a recording that is shorter than a word is left alone", () => {
    expect(cutMore(NO_CUT, "start", 300)).toEqual(NO_CUT);
  });
});

test("what is left is the samples between, and the recording stays whole", () => {
  const sound = { pcm: Float32Array.from({ length: 3_000 }, (_, n) => n), sampleRateHz: 1_000 };
  const { pcm } = cutSound(sound, { start: 500, end: 700 });
  expect([pcm[0], pcm.at(-1), pcm.length]).toEqual([500, 2_299, 1_800]);
  expect(sound.pcm.length).toBe(3_000);
  expect(cutSound(sound, NO_CUT).pcm).toBe(sound.pcm);
});
