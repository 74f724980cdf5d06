/** Runs what concerns one key one after the other, in the order it was asked for; different keys do not wait. */
export class InTurnByKey {
  readonly #last = new Map<string, Promise<unknown>>();
  readonly #onFailure: (error: unknown) => void;

  /** @param onFailure hears of every error, beside whoever asked */
  constructor(onFailure: (error: unknown) => void = () => {}) {
    this.#onFailure = onFailure;
  }

  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#last.set(key, mine);
    const forget = () => {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    };
    mine.then(forget, (error: unknown) => {
      forget();
      this.#onFailure(error);
    });
    return mine;
  }

  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.allSettled(this.#last.values());
  }
}
