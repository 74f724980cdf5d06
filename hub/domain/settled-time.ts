/**
 * What time it is, for what must not happen too early. A machine's clock is set: by the network, by a hand, by a computer that was
 * off and starts with the time at which it stopped.
 *
 *   the wall clock, against what it was plus the time that passed    is believed
 *   the same, or up to a minute ahead                                at once
 *   set back                                                         at once: later is never too early
 *   set ahead by more                                                when it has stood there for 15 minutes
 *
 * So it is never ahead of the wall clock, and a jump that somebody sets right soon changes nothing. Pure: readings of both clocks in.
 */
import { type Duration, minutes } from "./duration.ts";
import type { Reading } from "./lived-time.ts";

const LITTLE: Duration = minutes(1);
const STANDS: Duration = minutes(15);

export class SettledTime {
  /** Of the wall clock over the one that nobody sets, ms. */
  #ahead: number;
  #step: { readonly size: number; readonly since: number } | undefined;

  /** @param known what time it was at least when the last run noted it; the machine may have been off since */
  constructor({ wall, monotonic }: Reading, known: number) {
    this.#ahead = Math.min(wall, known) - monotonic;
  }

  /** Unix ms. To be asked at least every few minutes: what happened in between it cannot see. */
  now({ wall, monotonic }: Reading): number {
    const size = wall - monotonic - this.#ahead;
    if (size <= LITTLE || this.#hasStood(size, monotonic)) {
      this.#ahead += size;
      this.#step = undefined;
    }
    return monotonic + this.#ahead;
  }

  #hasStood(size: number, monotonic: number): boolean {
    if (this.#step === undefined || Math.abs(size - this.#step.size) > LITTLE)
      this.#step = { size, since: monotonic };
    return monotonic - this.#step.since >= STANDS;
  }
}
