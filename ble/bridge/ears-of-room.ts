/** How loud toys are heard here that nobody holds: adverts come twice a second from each, and are told as often, as their mean. */
import type { PublicId } from "../../hub/contract/public-id.ts";
import { ms } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import { toRssi } from "./toy-link.ts";

const TELL_EVERY = ms(500);

interface Heard {
  sum: number;
  count: number;
  /** `Clock.monotonic()`; `undefined` before the first. */
  lastAt: number | undefined;
  silenceMs: number;
  stop: (() => void) | undefined;
}

export class EarsOfRoom {
  readonly #clock: Clock;
  readonly #tell: (toy: PublicId, rssi: number) => void;
  readonly #heard = new Map<string, Heard>();

  constructor(clock: Clock, tell: (toy: PublicId, rssi: number) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  [Symbol.dispose](): void {
    this.forget();
  }

  /** What was heard and not told is old news. */
  forget(): void {
    for (const heard of this.#heard.values()) heard.stop?.();
    this.#heard.clear();
  }

  hear(toy: PublicId, told: number): void {
    const rssi = toRssi(told);
    if (rssi === null) return;
    const now = this.#clock.monotonic();
    const heard = this.#heard.get(toy) ?? {
      sum: 0,
      count: 0,
      lastAt: undefined,
      silenceMs: Number.POSITIVE_INFINITY,
      stop: undefined,
    };
    this.#heard.set(toy, heard);
    if (heard.lastAt !== undefined) heard.silenceMs = now - heard.lastAt;
    heard.lastAt = now;
    heard.sum += rssi;
    heard.count += 1;
    heard.stop ??= this.#clock.after(TELL_EVERY, () => {
      const mean = Math.round(heard.sum / heard.count);
      heard.stop = undefined;
      heard.sum = 0;
      heard.count = 0;
      this.#tell(toy, mean);
    });
  }

  /** Between its last two adverts, ms: it was held, or out of reach. */
  silenceOf(toy: string): number {
    return this.#heard.get(toy)?.silenceMs ?? Number.POSITIVE_INFINITY;
  }
}
