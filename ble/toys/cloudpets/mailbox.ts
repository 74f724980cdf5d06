import type { Duration } from "../../../hub/domain/duration.ts";
import type { Clock } from "../../../hub/ports/clock.ts";

/** What came in and was not yet taken, in order; bounded. Taking one may wait. */
export class Mailbox<T> {
  readonly #clock: Clock;
  readonly #limit: number;
  #items: T[] = [];
  #hasOverflowed = false;
  #wake: (() => void) | undefined;

  constructor(clock: Clock, limit: number) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** More came than anybody took: some were dropped. */
  get hasOverflowed(): boolean {
    return this.#hasOverflowed;
  }

  put(item: T): void {
    if (this.#items.length >= this.#limit) this.#hasOverflowed = true;
    else this.#items.push(item);
    this.#wake?.();
  }

  /** @returns `undefined` when nothing came in time. @throws the signal's reason */
  async take(within: Duration, signal: AbortSignal): Promise<T | undefined> {
    signal.throwIfAborted();
    if (this.#items.length === 0) await this.#filled(within, signal);
    signal.throwIfAborted();
    return this.#items.shift();
  }

  async #filled(within: Duration, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    const cancel = this.#clock.after(within, wake);
    signal.addEventListener("abort", wake);
    this.#wake = wake;
    await promise;
    this.#wake = undefined;
    signal.removeEventListener("abort", wake);
    cancel();
  }
}
