import { type Duration, ms } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import { RadioError } from "./errors.ts";
import type { Wait } from "./radio.ts";

/** The two ends of a promise that somebody else's callback settles; the first call counts. */
export interface Settle<T> {
  resolve(value: T): void;
  reject(cause: Error): void;
}

/**
 * Waits for a callback that may never come: until it does, `wait.within` passes (`radio.timeout`) or `wait.signal` aborts.
 *
 * @param begin starts the work and returns what is to be undone when it is over, however it ended
 */
export function settleWithin<T>(
  clock: Clock,
  wait: Wait,
  what: string,
  begin: (settle: Settle<T>) => () => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const { within, signal } = wait;
    if (signal?.aborted === true) {
      reject(asError(signal.reason));
      return;
    }
    let isOver = false;
    let undo: (() => void) | undefined;
    const end = (tell: () => void) => {
      if (isOver) return;
      isOver = true;
      cancelDeadline();
      signal?.removeEventListener("abort", abort);
      undo?.();
      tell();
    };
    const fail = (cause: Error) => end(() => reject(cause));
    const abort = () => fail(asError(signal?.reason));
    const cancelDeadline = clock.after(atLeastZero(within), () =>
      fail(new RadioError("radio.timeout", `${what}: nothing within ${Math.round(within)} ms`)),
    );
    signal?.addEventListener("abort", abort, { once: true });
    try {
      undo = begin({ resolve: (value) => end(() => resolve(value)), reject: fail });
      if (isOver) undo();
    } catch (cause) {
      fail(asError(cause));
    }
  });
}

const atLeastZero = (wait: Duration): Duration => ms(Math.max(0, wait));

export function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
