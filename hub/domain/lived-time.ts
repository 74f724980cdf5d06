/**
 * How long the hub has lived, ms: what ages are counted by. It begins as the wall clock's time and from then on only goes
 * forward, by the clock that nobody sets. What cannot be counted, the time that the hub was off, the wall clock is believed
 * for, where it is likely:
 *
 *   the wall clock is, against lived time,      what follows
 *   as far as it was                            nothing
 *   ahead by up to 120 days, since the first    the hub was off: so much more was lived; 120 days at most in one run
 *     two hours of a run, for 15 minutes
 *   anything else, for 7 days                   it was set right, or wrong: from there on it is compared with what it says now
 *
 * So a clock that jumps for a moment changes nothing, and one that jumps for good, back or by years, ages nothing. Pure: readings
 * of both clocks in, lived time out.
 */
import { type Duration, hours, minutes } from "./duration.ts";

/** What outlives the process. */
export interface LivedNote {
  /** Lived time, ms. */
  readonly lived: number;
  /** How far the wall clock was ahead of it, ms. */
  readonly ahead: number;
}

/** Both clocks, read at one moment. */
export interface Reading {
  readonly wall: number;
  readonly monotonic: number;
}

/** A hub may well be switched off for a season. */
const MOST_AWAY: Duration = hours(120 * 24);
/** A computer that has just started may not have asked for the time yet. */
const STANDS: Duration = minutes(15);
/** Who runs for longer was not off. */
const JUST_STARTED: Duration = hours(2);
const SET_FOR_GOOD: Duration = hours(7 * 24);
/** What clocks drift, and are slewed by. */
const SAME: Duration = minutes(1);

export class LivedTime {
  #lived: number;
  #since: number;
  readonly #startedAt: number;
  #ahead: number;
  #credit: number = MOST_AWAY;
  /** How far the wall clock is off where it was, and since when it stands there. */
  #step: { readonly size: number; readonly since: number } | undefined;

  /**
   * @param note of the run before
   * @param newest lived time of the newest thing that is kept, where no note is left: nothing is made older by a first start
   */
  constructor({ wall, monotonic }: Reading, note: LivedNote | undefined, newest?: number) {
    const isLikely = newest === undefined || (wall >= newest && wall - newest <= MOST_AWAY);
    this.#lived = note?.lived ?? (isLikely ? wall : newest);
    this.#since = monotonic;
    this.#startedAt = monotonic;
    this.#ahead = note?.ahead ?? wall - this.#lived;
  }

  now(monotonic: number): number {
    return this.#lived + Math.max(0, monotonic - this.#since);
  }

  /** Compares the clocks. @returns whether time was lived that no clock had counted */
  look({ wall, monotonic }: Reading): boolean {
    const size = wall - this.now(monotonic) - this.#ahead;
    if (Math.abs(size) <= SAME) {
      this.#step = undefined;
      return false;
    }
    if (this.#step === undefined || Math.abs(size - this.#step.size) > SAME)
      this.#step = { size, since: monotonic };
    const stood = monotonic - this.#step.since;
    const isSinceStart = this.#step.since - this.#startedAt <= JUST_STARTED;
    if (isSinceStart && size > 0 && size <= this.#credit) {
      if (stood < STANDS) return false;
      this.#lived += size;
      this.#credit -= size;
      this.#step = undefined;
      return true;
    }
    if (stood >= SET_FOR_GOOD) {
      this.#ahead += size;
      this.#step = undefined;
    }
    return false;
  }

  note(monotonic: number): LivedNote {
    return { lived: this.now(monotonic), ahead: this.#ahead };
  }
}
