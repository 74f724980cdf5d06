/** For files that share a process with others (`vitest.config.ts`): what one leaves behind would reach the next. */
import "./compare-bytes.ts";
import { afterAll, beforeEach, expect } from "vitest";
import { isTurnOf } from "./barrier-turn.ts";
import { takeTraces, tracesLeft } from "./process-traces.ts";

beforeEach(({ task, skip }) => {
  if (task.tags?.includes("barrier")) skip(!isTurnOf(task.fullName), "another commit's turn");
});

const before = takeTraces();
// Set up first, so that it comes after all that the file itself clears away.
afterAll(() => expect(tracesLeft(before, takeTraces()), "left behind for the next file").toEqual([]));
