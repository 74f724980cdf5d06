/**
 * A mailbox of four whose link is cut at random moments, with a toy that keeps its hands dead until the hub is back, and with one that does not:
 * how often, and for how long; nothing that was not heard is written over, lost or doubled.
 */
import { expect, test } from "vitest";
import { size, timeFor } from "../attacks/sizes.ts";
import { cutMailbox } from "./mailbox-rounds.ts";

const CUTS = size("mailboxCuts");
const SEED = Number(process.env.PAWPOST_SEED ?? 1);
const FAULTLESS = { overwritten: 0, lost: 0, doubled: 0, strange: 0 };
/** Without the walks nobody is told before the link goes. */
const seconds = (many: readonly number[], share: number) => {
  const sorted = many.toSorted((one, other) => one - other);
  return ((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0) / 1_000).toFixed(1);
};

test.each([
  ["a toy that keeps the mode without a link", false],
  ["a toy that leaves it", true],
])(`%s, cut ${CUTS} times`, timeFor("mailboxCuts"), async (what, clears) => {
  const counts = await cutMailbox(CUTS, clears, SEED);
  const { dead, cuts, walks, deadAfterWalk, moments, ...rest } = counts;
  console.log(
    `${what}: cuts=${cuts} dead=${dead.length} median=${seconds(dead, 0.5)}s p95=${seconds(dead, 0.95)}s longest=${seconds(dead, 1)}s ` +
      `walks=${walks} dead-after-a-walk=${deadAfterWalk} ${JSON.stringify({ ...rest, moments })}`,
  );
  expect(counts).toMatchObject(FAULTLESS);
  expect(rest.played).toBe(rest.sent);
  // Carried away, no hand is ever left dead.
  expect(deadAfterWalk).toBe(0);
  expect(walks).toBeGreaterThan(0);
  if (clears) expect(dead).toEqual([]);
  else expect(dead.length).toBeGreaterThan(0);
  // Cut at every moment that there is.
  expect(Object.keys(moments)).toEqual(
    expect.arrayContaining(["playing", "uploading", "answered, at rest", "its own, at rest"]),
  );
});
