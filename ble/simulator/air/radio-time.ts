/**
 * One adapter's radio. It does one exchange at a time, whichever link it is for, so that an adapter with many links
 * carries together no more than one link could alone.
 *
 * Which link gets how much is the chip's choice. Ours gives each link that has something to send an equal part of its
 * interval, after one exchange for every idle link; what is left of a part is saved for the next event (deficit round
 * robin: Shreedhar and Varghese, SIGCOMM 1995).
 */

/** A link, as the radio knows it. */
export interface RadioUser {
  /** Whether either side has a packet waiting. */
  readonly hasData: boolean;
}

export class RadioTime {
  /** The air's time at which the exchanges given out so far are over. */
  freeAtMs = 0;
  readonly #users = new Set<RadioUser>();

  join(user: RadioUser): void {
    this.#users.add(user);
  }

  leave(user: RadioUser): void {
    this.#users.delete(user);
  }

  /** The part of `intervalMs` that is `user`'s. */
  shareMs(user: RadioUser, intervalMs: number, exchangeMs: number): number {
    let [busy, idle] = [1, 0];
    for (const other of this.#users) {
      if (other === user) continue;
      if (other.hasData) busy += 1;
      else idle += 1;
    }
    return (intervalMs - idle * exchangeMs) / busy;
  }
}
