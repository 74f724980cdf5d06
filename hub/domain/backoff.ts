import { type Duration, ms } from "./duration.ts";

/** Waits that double from `first` to `ceiling`, each spread by half either way, so that what failed together does not come back together. */
export function* backoff(
  first: Duration,
  ceiling: Duration,
  random: () => number,
): Generator<Duration, never> {
  for (let wait: number = first; ; wait = Math.min(wait * 2, ceiling)) yield ms(wait * (0.5 + random()));
}
