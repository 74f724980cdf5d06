/**
 * The clock of a hub whose days go by as fast as they can be lived: it takes the place of `systemClock` (simulated-hub.ts) and is told by a socket to go
 * on. What is waited for longer than ten seconds, as loops wait, comes when the time has been brought to it, each at its own moment and once all
 * that the one before began is done. Shorter waits are mostly for an answer of another process: they take their real time.
 */
import { stat } from "node:fs/promises";
import { createServer } from "node:net";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { setImmediate as turn } from "node:timers/promises";
import type { Duration } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import { heldMemory } from "../support/held-memory.ts";
import { sleepBy } from "../support/sleep-by.ts";

const REAL_UP_TO_MS = 10_000;
/** Long chains of work end for certain: the time does not go on for as long as anything is under way. */
const QUIET_ROUNDS = 4;
const PATIENCE_MS = 20_000;

export type Asked = { readonly advance: number } | { readonly measure: true };
export interface Measured {
  /** What is held once garbage is collected, bytes: objects and their buffers. */
  readonly held: number;
  readonly rss: number;
}

let ahead = 0;
const monotonic = () => performance.now() + ahead;
const due = new Set<{ readonly at: number; readonly run: () => void }>();

function after(wait: Duration, callback: () => void): () => void {
  if (wait <= REAL_UP_TO_MS) {
    const timer = setTimeout(callback, wait);
    return () => clearTimeout(timer);
  }
  const waiting = { at: monotonic() + wait, run: callback };
  due.add(waiting);
  return () => void due.delete(waiting);
}

export const drivenClock: Clock = {
  now: () => Date.now() + Math.round(ahead),
  monotonic,
  after,
  sleep: sleepBy(after),
};

/** How many reads, writes and connections are under way, as far as Node tells. */
const underWay = () =>
  process.getActiveResourcesInfo().filter((what) => /Req|ConnectWrap|WriteWrap/.test(what)).length;

/** With one thread for files, each look at one comes after all that was asked for before: LevelDB, too. */
async function untilCalm(): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  for (let quiet = 0; quiet < QUIET_ROUNDS && performance.now() < end; ) {
    const before = performance.nodeTiming.uvMetricsInfo.events;
    await stat("/");
    await turn();
    const others = performance.nodeTiming.uvMetricsInfo.events - before > 1;
    quiet = others || underWay() > 0 ? 0 : quiet + 1;
  }
}

async function advance(wait: number): Promise<void> {
  const end = monotonic() + wait;
  await untilCalm();
  for (;;) {
    const [next] = [...due].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
    if (next === undefined) break;
    due.delete(next);
    ahead += Math.max(0, next.at - monotonic());
    next.run();
    await untilCalm();
  }
  ahead += Math.max(0, end - monotonic());
}

async function answer(asked: Asked): Promise<number | Measured> {
  if ("advance" in asked) {
    await advance(asked.advance);
    return ahead;
  }
  await untilCalm();
  return { held: await heldMemory(), rss: process.memoryUsage.rss() };
}

createServer((socket) => {
  createInterface(socket).on("line", (line) => {
    void answer(JSON.parse(line)).then((said) => socket.write(`${JSON.stringify(said)}\n`));
  });
})
  .listen(process.env.DRIVEN_CLOCK)
  .unref();
