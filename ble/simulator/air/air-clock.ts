/**
 * The air's clock: our `Clock` port and what the air itself needs of time. Everything in one rig reads the same one:
 * connection events, adverts, the toy's watchdog and drain, and the driver's deadlines.
 */
import { type Duration, ms } from "../../../hub/domain/duration.ts";
import type { Clock } from "../../../hub/ports/clock.ts";

export interface AirClock extends Clock, Disposable {
  /** `stepped`: time stands while hosts are busy, then leaps to what is due next. `real-time`: the machine's own. */
  readonly mode: "real-time" | "stepped";
  /** Runs `event` when {@link Clock.monotonic} reads `dueMs`, in the order of due times; the function takes it back. */
  at(dueMs: number, event: () => void): () => void;
  /** Runs `delivery` in a later turn of the event loop, in the order asked for; stepped time waits for it. */
  soon(delivery: () => void): void;
  /** A host did something: stepped time must give it its time again before the next leap. */
  touch(): void;
  /** Stepped time stands until this is disposed. For work the clock cannot see: a child process, a broker, a worker. */
  hold(): Disposable;
  /** Holds time until `work` settles, and gives its outcome. */
  whileBusy<T>(work: Promise<T>): Promise<T>;
}

/** `Clock.sleep` on top of `Clock.after`. */
export function sleepOn(clock: Pick<Clock, "after">, wait: Duration, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const abort = () => {
      cancel();
      reject(signal?.reason as Error);
    };
    const cancel = clock.after(ms(Math.max(0, wait)), () => {
      signal?.removeEventListener("abort", abort);
      resolve();
    });
    signal?.addEventListener("abort", abort, { once: true });
  });
}
