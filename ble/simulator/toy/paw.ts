import { ms } from "../../../hub/domain/duration.ts";
import type { Clock } from "../../../hub/ports/clock.ts";

export type PawName = "play" | "record";

/** A change counts once the contact was steady for this long. */
const DEBOUNCE_MS = 50;

/** One button of the toy, debounced as the firmware does it. */
export class Paw {
  readonly #clock: Clock;
  readonly #onChange: (isPressed: boolean) => void;
  #isTouched = false;
  #isPressed = false;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, onChange: (isPressed: boolean) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  touch(isTouched: boolean): void {
    if (this.#isTouched === isTouched) return;
    this.#isTouched = isTouched;
    this.#cancel?.();
    this.#cancel = undefined;
    if (isTouched === this.#isPressed) return;
    this.#cancel = this.#clock.after(ms(DEBOUNCE_MS), () => {
      this.#cancel = undefined;
      this.#isPressed = isTouched;
      this.#onChange(isTouched);
    });
  }
}
