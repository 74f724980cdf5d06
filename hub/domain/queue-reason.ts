/** Why a message that is in the queue is not on its way yet, in the order in which it is worth saying. */

export const QUEUE_REASONS = [
  "lent", //         its toy is another child's just now
  "full", //         the toy's mailbox holds as many as it can
  "behind", //       the toy holds one that nobody heard yet
  "hushed", //       the house's automation wants the toy quiet
  "radio", //        the room's radio is off, missing, or its process is gone
  "out-of-reach", // the toy does not answer
  "busy", //         somebody listens to the toy or speaks to it
  "again", //        it broke off, and is tried again in a moment
  "next", //         nothing: it goes
] as const;
export type QueueReason = (typeof QUEUE_REASONS)[number];

export interface QueueFacts {
  readonly isLent: boolean;
  readonly isFull: boolean;
  readonly isBehind: boolean;
  readonly isHushed: boolean;
  readonly isRadioOut: boolean;
  readonly isInReach: boolean;
  readonly isBusy: boolean;
  readonly brokeOff: boolean;
}

export function queueReason(facts: QueueFacts): QueueReason {
  if (facts.isLent) return "lent";
  if (facts.isFull) return "full";
  if (facts.isBehind) return "behind";
  if (facts.isHushed) return "hushed";
  if (facts.isRadioOut) return "radio";
  if (!facts.isInReach) return "out-of-reach";
  if (facts.isBusy) return "busy";
  return facts.brokeOff ? "again" : "next";
}
