import type { Clock } from "../ports/clock.ts";

/** Failures an account may have at once before it waits; then 2, 4, 8 ... s, a quarter of an hour at most. */
const FREE_FAILURES = 5;
const LONGEST_WAIT_SECONDS = 900;
/** For all names together, known or not, whatever address they come from: a client address proves nothing. */
const ALL_PER_MINUTE = 30;
/** Names remembered; the oldest go. A flood of invented names cannot grow this. */
const MOST_NAMES = 1_000;

export interface Attempts {
  /** @returns seconds to wait; 0 when a try may be made now, which counts as failed until it has succeeded */
  waitFor(name: string): number;
  /** The wait for the next try begins now, not when this one did. */
  failed(name: string): void;
  succeeded(name: string): void;
}

/** Counts on the monotonic clock: a clock that jumps neither locks anybody out nor lets anybody in. */
export function makeAttempts(clock: Clock): Attempts {
  const names = new Map<string, { failures: number; until: number }>();
  let tokens = ALL_PER_MINUTE;
  let filledAt = clock.monotonic();

  const note = (name: string, failures: number) => {
    const over = failures - FREE_FAILURES;
    const waitSeconds = over < 0 ? 0 : Math.min(2 ** (over + 1), LONGEST_WAIT_SECONDS);
    names.delete(name);
    names.set(name, { failures, until: clock.monotonic() + waitSeconds * 1_000 });
    const [oldest] = names.keys();
    if (names.size > MOST_NAMES && oldest !== undefined) names.delete(oldest);
  };

  return {
    waitFor(name) {
      const now = clock.monotonic();
      tokens = Math.min(ALL_PER_MINUTE, tokens + ((now - filledAt) * ALL_PER_MINUTE) / 60_000);
      filledAt = now;
      const account = names.get(name);
      if (account !== undefined && account.until > now) return Math.ceil((account.until - now) / 1_000);
      if (tokens < 1) return Math.ceil(((1 - tokens) * 60) / ALL_PER_MINUTE);
      tokens -= 1;
      // At once, before anybody knows whether it fits: of many tries sent together no more get through.
      note(name, (account?.failures ?? 0) + 1);
      return 0;
    },
    failed(name) {
      note(name, names.get(name)?.failures ?? 1);
    },
    succeeded(name) {
      names.delete(name);
    },
  };
}
