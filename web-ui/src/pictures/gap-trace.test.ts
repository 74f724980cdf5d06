import { expect, test } from "vitest";
import type { GapView } from "../../../hub/contract/gaps.ts";
import { gapOf } from "../../../test/support/gap-of.ts";
import { randomId } from "../../../test/support/guardian.ts";
import { drawTrace, pointsOf, sumUpTrace } from "./gap-trace.ts";

function viewOf(heard: GapView["heard"], isListened = true): GapView {
  const { event: id, heard_since: since, kind: _kind, at: _at, ...rest } = gapOf(randomId(), ["sound"]);
  return { ...rest, id, heard, heardSince: isListened ? since : null };
}

test("what follows as a free toy's adverts do is one stroke, and nothing is drawn across a silence", () => {
  const gap = viewOf([
    [0, -58],
    [510, -60],
    [15_000, -61],
    [30_000, -130],
  ]);
  expect(drawTrace(pointsOf(gap), gap)).toBe("M0 28h.2L4.9 30h.2M144 31h.2M288 70h.2");
});

test("is said by its strength and its longest silence", () => {
  const gap = viewOf([
    [0, -58],
    [510, -71],
    [15_000, -61],
  ]);
  expect(sumUpTrace(pointsOf(gap))).toEqual({ weakest: -71, strongest: -58, longestSilence: 14 });
});

test("where nothing was heard, or nobody listened, there is nothing to say", () => {
  expect(sumUpTrace(pointsOf(viewOf([])))).toBeUndefined();
  expect(pointsOf(viewOf([[0, -58]], false))).toEqual([]);
});
