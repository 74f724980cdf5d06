import { hours, minutes } from "./duration.ts";

/** What a slow clock is corrected by, and what network time does by itself. */
const SET_BACK = minutes(2);
/** A hub that was off for a season, or came up without a battery for its clock, is put forward in good order. */
const FAR_AHEAD = hours(120 * 24);

/**
 * Whether the wall clock was set, and is not to be believed.
 * @param wall how far it went, ms
 * @param passed how much time passed by the clock that nobody sets, ms; 0 where nobody knows (the hub was off)
 */
export const hasJumped = (wall: number, passed: number): boolean =>
  wall - passed < -SET_BACK || wall - passed > FAR_AHEAD;
