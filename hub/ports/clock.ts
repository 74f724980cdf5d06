import type { Duration } from "../domain/duration.ts";

/** Time as we see it. Real: `systemClock`. In tests: `ManualClock`, and the virtual air's own clock. */
export interface Clock {
  /** Wall clock, ms since the Unix epoch. For storing; may jump when NTP steps it. */
  now(): number;
  /** Milliseconds that only ever go up, from an arbitrary start. For measuring and deadlines. */
  monotonic(): number;
  /** Resolves after `wait`; rejects with the signal's reason if that aborts first. */
  sleep(wait: Duration, signal?: AbortSignal): Promise<void>;
  /** Runs `callback` once after `wait`; the returned function takes it back. */
  after(wait: Duration, callback: () => void): () => void;
}
