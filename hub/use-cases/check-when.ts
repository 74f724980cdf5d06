import { MOST_AHEAD } from "../contract/times.ts";
import type { ChildTimes } from "../domain/child-times.ts";
import { hours, minutes } from "../domain/duration.ts";
import { type When, wishedAt } from "../domain/message-when.ts";
import { RequestRefused } from "./errors.ts";

/** A page's clock and the hub's are not one, and the way between them takes its time. */
const SLACK = minutes(10);
/** The child's times may have been moved since the page knew them: a stamp may count so much earlier than the moment it is for. */
const MOVED_BY = hours(12);

/**
 * Whether a message may wait for what was wished, with the stamp that it has: no further ahead than readable bytes are kept for,
 * and by a stamp that is for that time, so that not even this hub can bring it long before.
 * @param notBefore of the stamp, Unix ms
 * @returns when the stamp has to count, Unix ms
 * @throws RequestRefused `message.too-far-ahead`, `message.wrong-time`
 */
export function checkWhen(when: When, notBefore: number, times: ChildTimes, now: number): number {
  const wished = wishedAt(when, times);
  if (wished === undefined) return now;
  const due = Math.max(now, wished, notBefore);
  if (due > now + MOST_AHEAD + SLACK)
    throw new RequestRefused("message.too-far-ahead", "nothing readable waits for more than seven days");
  const earliest = wished - (when.kind === "at" ? SLACK : MOVED_BY);
  if (earliest > now && notBefore < earliest)
    throw new RequestRefused("message.wrong-time", "its stamp counts long before");
  return due;
}
