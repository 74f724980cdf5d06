/** What is to be handed to hosts in the next turn of the event loop. */
export class DeliveryQueue {
  #waiting: (() => void)[] = [];

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  add(delivery: () => void): void {
    this.#waiting.push(delivery);
  }

  /** Runs what was waiting, not what comes meanwhile. When a host throws, the others' deliveries stay for the next time. */
  run(): void {
    const batch = this.#waiting;
    this.#waiting = [];
    let done = 0;
    try {
      for (const delivery of batch) {
        done += 1;
        delivery();
      }
    } finally {
      if (done < batch.length) this.#waiting = [...batch.slice(done), ...this.#waiting];
    }
  }

  clear(): void {
    this.#waiting = [];
  }
}
