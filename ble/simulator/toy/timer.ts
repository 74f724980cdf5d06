import { ms } from "../../../hub/domain/duration.ts";
import type { Clock } from "../../../hub/ports/clock.ts";

/** One timer of the toy's: starting it anew takes back what it was set to do before. */
export class Timer {
  readonly #clock: Clock;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isRunning(): boolean {
    return this.#cancel !== undefined;
  }

  start(waitMs: number, callback: () => void): void {
    this.cancel();
    this.#cancel = this.#clock.after(ms(waitMs), () => {
      this.#cancel = undefined;
      callback();
    });
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
