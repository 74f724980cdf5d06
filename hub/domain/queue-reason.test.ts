import { expect, test } from "vitest";
import { QUEUE_REASONS, type QueueFacts, queueReason } from "./queue-reason.ts";

const WELL: QueueFacts = {
  isLent: false,
  isFull: false,
  isBehind: false,
  isHushed: false,
  isRadioOut: false,
  isInReach: true,
  isBusy: false,
  brokeOff: false,
};
/** Each alone, in the order in which it is worth saying. */
const ALONE: readonly Partial<QueueFacts>[] = [
  { isLent: true },
  { isFull: true },
  { isBehind: true },
  { isHushed: true },
  { isRadioOut: true },
  { isInReach: false },
  { isBusy: true },
  { brokeOff: true },
  {},
];

test("each has its reason, and what comes first is said where several hold", () => {
  for (const [at, facts] of ALONE.entries()) {
    expect(queueReason({ ...WELL, ...facts })).toBe(QUEUE_REASONS[at]);
    const rest = Object.assign({}, ...ALONE.slice(at));
    expect(queueReason({ ...WELL, ...rest })).toBe(QUEUE_REASONS[at]);
  }
});
