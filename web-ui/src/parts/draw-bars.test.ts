import { expect, test } from "vitest";
import { drawBars } from "./draw-bars.ts";

test("draws loud as tall, silence as a dot, over the whole width", () => {
  expect(drawBars([1, 0])).toBe("M25 2v36M75 19.6v0.8");
});

test("draws a part in its place", () => {
  expect(drawBars([1, 0.5], 1, 2)).toBe("M75 11v18");
  expect(drawBars([1, 0.5], 0, 0)).toBe("");
});
