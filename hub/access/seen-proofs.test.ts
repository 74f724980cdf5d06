import { expect, test } from "vitest";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { PROOF_WINDOW_SECONDS } from "../contract/session-proof.ts";
import { hours, seconds } from "../domain/duration.ts";
import { makeSeenProofs } from "./seen-proofs.ts";

test("an id is new once, for as long as a proof can count on either side of the clock", async () => {
  const clock = makeManualClock();
  const seen = makeSeenProofs(clock, 10);
  expect(seen.isNew("a")).toBe(true);
  expect(seen.isNew("a")).toBe(false);
  await clock.advance(seconds(2 * PROOF_WINDOW_SECONDS - 1));
  clock.stepWallClock(hours(5));
  expect(seen.isNew("a")).toBe(false);
  await clock.advance(seconds(1));
  expect(seen.isNew("a")).toBe(true);
});

test("when all that it may remember still count, nothing is new; it never forgets one that counts", async () => {
  const clock = makeManualClock();
  const seen = makeSeenProofs(clock, 3);
  for (const id of ["a", "b", "c"]) expect(seen.isNew(id)).toBe(true);
  expect(seen.isNew("d")).toBe(false);
  expect(seen.isNew("a")).toBe(false);
  await clock.advance(seconds(2 * PROOF_WINDOW_SECONDS));
  expect(seen.isNew("d")).toBe(true);
});
