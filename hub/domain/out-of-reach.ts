/** How long post waits for a toy that does not answer before somebody is told. */
import { hours, minutes } from "./duration.ts";

/** A word of advice on the page. */
export const TIP_AFTER = minutes(30);
/** An alert: by then it is no toy that was left in the car. */
export const ALERT_AFTER = hours(24);

/**
 * Since when, Unix ms.
 * @param queuedAt when the message joined the queue
 * @param seenAt when the toy was in reach last; `undefined` where nobody knows
 */
export const waitsSince = (queuedAt: number, seenAt: number | undefined): number =>
  Math.max(queuedAt, seenAt ?? queuedAt);
