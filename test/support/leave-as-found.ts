/** For files that share a process with others (`vitest.config.ts`): what one leaves behind would reach the next. */
import "./compare-bytes.ts";
import { afterAll, expect } from "vitest";
import { takeTraces, tracesLeft } from "./process-traces.ts";

const before = takeTraces();
// Set up first, so that it comes after all that the file itself clears away.
afterAll(() => expect(tracesLeft(before, takeTraces()), "left behind for the next file").toEqual([]));
