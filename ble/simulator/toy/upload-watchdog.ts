/**
 * The timer that restarts a toy whose upload has stalled. It is armed by a data request and by every write, and disarmed
 * by `01`.
 *
 * While the toy waits for a write, `strict` bites at the lower end of the "100 to 200 ms" that the firmware's 100 ms tick
 * leaves open. While the central waits for the toy, because the ring must drain 256 bytes before the next request, it bites
 * at the upper end: otherwise a toy that drains 2,500 B/s, as the public client's toys do, would restart after every
 * first kilobyte whatever anybody sends.
 */
import { ms } from "../../../hub/domain/duration.ts";
import type { Clock } from "../../../hub/ports/clock.ts";
import { WATCHDOG } from "../../toys/cloudpets/upload-flow.ts";
import type { ToySwitches } from "./switches.ts";

export type WatchdogReason = "prime-request" | "refill-request" | "write" | "drain";

const STRICT_BOUNDS = {
  "prime-request": WATCHDOG.firstWriteOfPrimeMs,
  "refill-request": WATCHDOG.firstWriteOfRefillMs,
  write: WATCHDOG.betweenWritesMs,
  drain: WATCHDOG.betweenWritesMs + WATCHDOG.tickMs,
} as const satisfies Record<WatchdogReason, number>;

const TICKED_BOUNDS = { ...STRICT_BOUNDS, drain: WATCHDOG.betweenWritesMs } as const;

export class UploadWatchdog {
  readonly #clock: Clock;
  readonly #style: ToySwitches["watchdog"];
  readonly #phaseMs: number;
  readonly #bite: (reason: WatchdogReason) => void;
  #cancel: (() => void) | undefined;

  /** @param phaseMs where in the 100 ms the free-running tick lies, 0..100 */
  constructor(options: {
    readonly clock: Clock;
    readonly style: ToySwitches["watchdog"];
    readonly phaseMs: number;
    bite(reason: WatchdogReason): void;
  }) {
    this.#clock = options.clock;
    this.#style = options.style;
    this.#phaseMs = options.phaseMs;
    this.#bite = options.bite;
  }

  /** Starts anew: something must happen within the bound that belongs to `reason`. */
  arm(reason: WatchdogReason): void {
    this.disarm();
    this.#cancel = this.#clock.after(ms(this.#wait(reason)), () => {
      this.#cancel = undefined;
      this.#bite(reason);
    });
  }

  disarm(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #wait(reason: WatchdogReason): number {
    if (this.#style === "strict") return STRICT_BOUNDS[reason];
    const now = this.#clock.monotonic();
    const earliest = now + TICKED_BOUNDS[reason] - this.#phaseMs;
    return Math.ceil(earliest / WATCHDOG.tickMs) * WATCHDOG.tickMs + this.#phaseMs - now;
  }
}
