import { type TestOptions, test } from "vitest";
import { size } from "./sizes.ts";

type Body = () => Promise<void> | void;

/**
 * Options of a test that takes a barrier out, and does nothing else: it shows that the attack beside it would be noticed. By day it is tried by
 * turns (test/support/barrier-turn.ts).
 */
export const TAKES_BARRIER_OUT = { tags: ["barrier"] } satisfies TestOptions;

/** A barrier that is taken out by a test of its own, in a file that takes another one out by day: with the tables of `takenOut`, at night. */
export function furtherBarrier(title: string, options: TestOptions, body: Body): void {
  if (size("barriers") > 1) test(title, options, body);
}
