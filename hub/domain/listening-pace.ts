/**
 * How often a room may be listened to: enough for messages that are said again and again until they please, too little for
 * somebody who would rather hear what goes on at home.
 */
import { minutes } from "./duration.ts";

const WITHIN = minutes(10);
const MOST = 6;

/**
 * @param starts when the microphone was switched on, oldest first, by a clock that only goes forward, ms
 * @returns how long it rests from `now` on; 0 where it may be switched on
 */
export function restLeft(starts: readonly number[], now: number): number {
  const first = starts.at(-MOST);
  return first === undefined ? 0 : Math.max(0, first + WITHIN - now);
}

/** What is still to be remembered of them, with one more. */
export const withStart = (starts: readonly number[], now: number): readonly number[] =>
  [...starts, now].slice(-MOST);
