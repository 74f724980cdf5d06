import { expect, test } from "vitest";
import { HEART_BLINK } from "../../toys/cloudpets/led.ts";
import { Heart } from "./heart.ts";

const levels = (heart: Heart, times: readonly number[]) => times.map((at) => heart.look(at).level);

test("a blink begins bright and changes every period, kept to 100 ms", () => {
  const heart = new Heart();
  heart.show(HEART_BLINK, 1_000);
  expect(levels(heart, [1_000, 1_499, 1_500, 1_999, 2_000])).toEqual([100, 100, 0, 0, 100]);
  heart.show({ ...HEART_BLINK, periodMs: 250, onPercent: 80, offPercent: 5 }, 0);
  expect(heart.look(0)).toEqual({ mode: "blink", level: 80, periodMs: 200 });
  expect(levels(heart, [199, 200, 399, 400])).toEqual([80, 5, 5, 80]);
  heart.show({ ...HEART_BLINK, periodMs: 0 }, 0);
  expect(heart.look(100)).toEqual({ mode: "blink", level: 0, periodMs: 100 });
});

test("off keeps the levels that were set", () => {
  const heart = new Heart();
  heart.show({ mode: "on", periodMs: 0, onPercent: 70, offPercent: 3 }, 0);
  heart.off(10);
  expect(heart.look(10)).toEqual({ mode: "off", level: 3, periodMs: 0 });
  expect([...heart.encode()]).toEqual([0, 0, 0, 70, 3]);
});

test("a pattern is read piece by piece: levels, waits, an end", () => {
  const heart = new Heart();
  const steps = new Uint8Array(16).fill(0xfe);
  steps.set([10, 50, 0x80 + 3, 20]);
  heart.write({ kind: "pattern-piece", index: 0, steps }, 0);
  expect(heart.look(0).mode).toBe("off");
  heart.write({ kind: "pattern-start" }, 1_000);
  expect(levels(heart, [1_000, 1_100, 1_200, 1_499, 1_500, 9_000])).toEqual([10, 50, 50, 50, 20, 20]);
  expect(heart.look(1_000).mode).toBe("pattern");
});

test("a pattern repeats at FF, and one that only repeats stays dark", () => {
  const heart = new Heart();
  const steps = new Uint8Array(16).fill(0xff);
  steps.set([10, 50]);
  heart.write({ kind: "pattern-piece", index: 0, steps }, 0);
  heart.write({ kind: "pattern-start" }, 0);
  expect(levels(heart, [0, 100, 200, 300, 100_000])).toEqual([10, 50, 10, 50, 10]);
  heart.write({ kind: "pattern-piece", index: 0, steps: new Uint8Array(16).fill(0xff) }, 0);
  expect(levels(heart, [0, 500])).toEqual([0, 0]);
  heart.write({ kind: "pattern-piece", index: 0, steps: Uint8Array.of(0x80, 0xff, ...steps.slice(2)) }, 0);
  expect(levels(heart, [0, 500])).toEqual([0, 0]);
});
