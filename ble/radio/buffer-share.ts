/**
 * Who gets the controller's buffers. There are a few, eight or so, for all links together, and each is free again only when its packet
 * went out, at a connection event of its link. So a buffer is given to the link whose event comes next: links take turns in the order of
 * their events, and the one that had its event the longest ago is the next to have one. Each gets what its last event carried; what is
 * left over goes to whoever has more to send. A peer that sleeps or fades keeps what it has got, and gets no more.
 */

/** One link, as the share knows it. */
export interface BufferUser {
  readonly waiting: number;
  /** Given to the stack, or in the controller. */
  readonly outstanding: number;
  readonly mostOutstanding: number;
  /** Packets that its next event is expected to carry. */
  readonly carries: number;
  /** `Clock.monotonic()`; of the latest event that took packets of its. */
  readonly eventAt: number;
  sendOne(): void;
}

/** For requests, which go past this share. */
const RESERVED = 1;

export class BufferShare {
  readonly #users = new Set<BufferUser>();
  #buffers = Number.POSITIVE_INFINITY;

  /** What the controller says that it has, for all its links. */
  set buffers(count: number) {
    this.#buffers = count;
  }

  join(user: BufferUser): void {
    this.#users.add(user);
  }

  leave(user: BufferUser): void {
    this.#users.delete(user);
    this.deal();
  }

  /** Somebody has more to send, or a buffer is free again. */
  deal(): void {
    const wanting = [...this.#users].filter(({ waiting }) => waiting > 0);
    wanting.sort((a, b) => a.eventAt - b.eventAt);
    let free = this.#buffers;
    for (const { outstanding } of this.#users) free -= outstanding;
    const give = (user: BufferUser, most: number, kept: number) => {
      while (free > kept && user.waiting > 0 && user.outstanding < Math.min(most, user.mostOutstanding)) {
        free -= 1;
        user.sendOne();
      }
    };
    for (const user of wanting) give(user, user.carries, 0);
    for (const user of wanting) give(user, user.mostOutstanding, RESERVED);
  }
}
