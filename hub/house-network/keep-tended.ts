import { seconds } from "../domain/duration.ts";
import type { Clock } from "../ports/clock.ts";

/** A cable is plugged in, a router gives another address. */
const LOOK_AGAIN = seconds(10);

export interface Tended {
  /** Resolves when it is as it is to be: looked at once more, after whatever is under way. */
  tend(): Promise<void>;
  /** It is not looked at by itself any more. */
  stop(): void;
}

/** Has something be as it is to be: whenever somebody asks, and every ten seconds; one look after the other. @param look makes it so */
export function keepTended(parts: {
  readonly clock: Clock;
  look(): Promise<void>;
  fail(error: unknown): void;
}): Tended {
  const { clock, look, fail } = parts;
  let tending: Promise<void> = Promise.resolve();
  const tend = (): Promise<void> => {
    tending = tending.then(look, look);
    return tending;
  };
  let stop: () => void;
  const later = () => {
    stop = clock.after(LOOK_AGAIN, () => {
      later();
      tend().catch(fail);
    });
  };
  later();
  return { tend, stop: () => stop() };
}
