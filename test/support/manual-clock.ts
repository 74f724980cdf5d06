import type { Duration } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import { sleepBy } from "./sleep-by.ts";

export interface ManualClock extends Clock {
  /** Lets `wait` pass: what is due runs in order, each at its own time. */
  advance(wait: Duration): Promise<void>;
  /** Moves the wall clock alone, as NTP does. */
  stepWallClock(milliseconds: number): void;
}

/** A clock that stands until it is told to go on. */
export function makeManualClock(wallStart = 1_760_000_000_000): ManualClock {
  let time = 0;
  let offset = wallStart;
  let made = 0;
  const due = new Map<number, { readonly at: number; readonly run: () => void }>();
  const after = (wait: Duration, callback: () => void) => {
    made += 1;
    const id = made;
    due.set(id, { at: time + Math.max(0, wait), run: callback });
    return () => void due.delete(id);
  };
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => offset + time,
    monotonic: () => time,
    after,
    sleep: sleepBy(after),
    async advance(wait) {
      const end = time + wait;
      for (;;) {
        await turn(); // what ran before may have asked for more
        const next = [...due].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
        if (next === undefined) break;
        const [id, { at, run }] = next;
        due.delete(id);
        time = Math.max(time, at);
        run();
      }
      time = end;
      await turn();
    },
    stepWallClock(milliseconds) {
      offset += milliseconds;
    },
  };
}
