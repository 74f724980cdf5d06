import { expect, test } from "vitest";
import { speechOf } from "./sound-twin.ts";

test.each<[string, readonly number[], number, readonly (readonly [number, number])[]]>([
  ["silence", [0, 0, 0], 3_000, []],
  ["nothing at all", [], 3_000, []],
  ["speech to the end", [900, 800, 700], 3_000, [[0, 3_000]]],
  ["speech, then silence", [900, 800, 20, 10], 4_000, [[0, 2_000]]],
  ["a breath is no pause", [900, 10, 800], 3_000, [[0, 3_000]]],
  [
    "a long pause",
    [900, 0, 0, 800],
    4_000,
    [
      [0, 1_000],
      [3_000, 4_000],
    ],
  ],
])("%s", (_, levels, milliseconds, stretches) =>
  expect(speechOf(levels, milliseconds).map(({ from, to }) => [from, to])).toEqual(stretches),
);
