import type { LedSetting } from "./led.ts";

/** What the driver knows of one toy beyond a link: how its uploads went and when it was last held. */
export interface ToyMemory {
  /** `Clock.monotonic()` when the last link ended; `undefined` before the first one did. */
  lostAt: number | undefined;
  /** The last upload broke off while the toy was held: send the next one as to a slow toy. */
  isCautious: boolean;
  /** Uploads in a row that ended because the toy cannot keep up with its own watchdog. */
  tooSlowInARow: number;
  /** We made it record, and did not see it stop: it may go on until its slot is full, with the heart lit. */
  isLeftRecording: boolean;
  /** The last link went while its paws only reported: nothing answered them until the next one came up. */
  lostWhileAnswering: boolean;
  /** We told it to end whatever it records, and did not see it rest: it may take that for playing for some seconds. */
  isEndingRecording: boolean;
  /** As it blinked when we put it out; the link went before it was lit again. */
  heartOwed: LedSetting | undefined;
  /** It was given its own upload key again, and has not taken an upload since. */
  isKeyMended: boolean;
}

export const newToyMemory = (): ToyMemory => ({
  lostAt: undefined,
  isCautious: false,
  tooSlowInARow: 0,
  isLeftRecording: false,
  lostWhileAnswering: false,
  isEndingRecording: false,
  heartOwed: undefined,
  isKeyMended: false,
});

/**
 * A toy that restarted itself this often in a row is told too slow for good. Not the first time: its timer ticks every
 * 100 ms, so a pause of 100 to 200 ms may pass or not.
 */
export const TOO_SLOW_TRIES = 3;
