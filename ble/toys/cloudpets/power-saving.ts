/**
 * The slow link, for a toy's batteries: where a guardian wants it, a toy that nothing is done with for a while is met twice a second instead of
 * eighty times. An upload over it would restart the toy, so whoever sends or fetches waits for the quick one first (`ToyWire.becomeQuick`).
 *
 *   quick ──▶ nothing done for QUIET ──▶ slow ──▶ an upload, a fetch, a lullaby ──▶ quick
 *
 * A press of a paw is noticed at the next meeting: half a second later at most.
 */
import { seconds } from "../../../hub/domain/duration.ts";
import type { Clock } from "../../../hub/ports/clock.ts";

/** What comes together, a message and its heart and the next, is done over the quick link. */
const QUIET = seconds(10);

export interface PowerSavingParts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** In turn with all else that is asked of the toy: nothing is under way when the link becomes slow. Must not throw. */
  becomeSlow(): Promise<void>;
}

export class PowerSaving {
  readonly #parts: PowerSavingParts;
  #isOn = false;
  #running = 0;
  #stop: (() => void) | undefined;

  constructor(parts: PowerSavingParts) {
    this.#parts = parts;
    parts.signal.addEventListener("abort", () => this.#stop?.(), { once: true });
  }

  set(isOn: boolean): void {
    this.#isOn = isOn;
    this.#wait();
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Something is done with the toy until the result is disposed. */
  begin(): Disposable {
    this.#running += 1;
    this.#stop?.();
    return {
      [Symbol.dispose]: () => {
        this.#running -= 1;
        this.#wait();
      },
    };
  }

  #wait(): void {
    this.#stop?.();
    this.#stop = undefined;
    const { clock, signal, becomeSlow } = this.#parts;
    if (!this.#isOn || this.#running > 0 || signal.aborted) return;
    this.#stop = clock.after(QUIET, () => void becomeSlow());
  }
}
