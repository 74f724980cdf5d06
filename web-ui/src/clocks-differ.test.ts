import { expect, test } from "vitest";
import { clocksDiffer } from "./clocks-differ.ts";

test.each([
  [0, false],
  [60_000, false],
  [-60_000, false],
  [61_000, true],
  [-3_600_000, true],
])("a hub that is %i ms ahead: %s", (ahead, differs) => expect(clocksDiffer(ahead)).toBe(differs));
