import { type Duration, ms } from "../../../hub/domain/duration.ts";
import { type AirClock, sleepOn } from "./air-clock.ts";
import { DeliveryQueue } from "./delivery-queue.ts";
import { TimerQueue } from "./timer-queue.ts";

/**
 * The machine's time. What fell due while the process had no processor runs late, in order, none lost; and no faster than its hosts
 * can answer, for a radio does not stop with its host: what a host is told in one connection event it answers in the next.
 */
export function openRealTimeClock(): AirClock {
  return new RealTimeClock();
}

/** Overdue events run in one turn of the event loop; more would keep the hosts from the packets of the first. */
const EVENTS_A_TURN = 64;
/** Of overdue time, what is run in one turn: a connection event with all its exchanges, and none of the next. */
const TURN_SPAN_MS = 5;
/** What hosts get to answer it before the next turn: long enough for another process, short enough to catch up soon. */
const ANSWER_MS = 2;

class RealTimeClock implements AirClock {
  readonly mode = "real-time";
  readonly #queue = new TimerQueue();
  #wake: NodeJS.Timeout | undefined;
  #wakeMs = Number.POSITIVE_INFINITY;
  readonly #deliveries = new DeliveryQueue();
  #isDelivering = false;
  #isClosed = false;
  /** Before then nothing overdue runs. */
  #restUntilMs = 0;

  now(): number {
    return Date.now();
  }

  monotonic(): number {
    return performance.now();
  }

  sleep(wait: Duration, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, wait, signal);
  }

  after(wait: Duration, callback: () => void): () => void {
    return this.at(this.monotonic() + wait, callback);
  }

  at(dueMs: number, event: () => void): () => void {
    const cancel = this.#queue.add(dueMs, event);
    this.#arm();
    return () => {
      cancel();
      this.#arm();
    };
  }

  soon(delivery: () => void): void {
    this.#deliveries.add(delivery);
    this.#deliver();
  }

  touch(): void {}

  hold(): Disposable {
    return { [Symbol.dispose]: () => undefined };
  }

  whileBusy<T>(work: Promise<T>): Promise<T> {
    return work;
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#queue.clear();
    this.#deliveries.clear();
    clearTimeout(this.#wake);
  }

  #deliver(): void {
    if (this.#isDelivering || this.#isClosed) return;
    this.#isDelivering = true;
    setImmediate(() => {
      this.#isDelivering = false;
      try {
        this.#deliveries.run();
      } finally {
        if (!this.#deliveries.isEmpty) this.#deliver();
      }
    });
  }

  /** Keeps one timer of Node's set, for the head of the queue. */
  #arm(): void {
    const nextMs = this.#queue.peekMs() ?? Number.POSITIVE_INFINITY;
    if (this.#isClosed || nextMs === this.#wakeMs) return;
    clearTimeout(this.#wake);
    this.#wakeMs = nextMs;
    if (nextMs === Number.POSITIVE_INFINITY) return;
    const wait = Math.max(0, Math.ceil(Math.max(nextMs, this.#restUntilMs) - this.monotonic()));
    this.#wake = setTimeout(() => this.#runDue(), Math.min(wait, MAX_TIMEOUT));
  }

  #runDue(): void {
    this.#wakeMs = Number.POSITIVE_INFINITY;
    const now = this.monotonic();
    const until = Math.min(now, (this.#queue.peekMs() ?? now) + TURN_SPAN_MS);
    for (let count = 0; count < EVENTS_A_TURN; count += 1) {
      const nextMs = this.#queue.peekMs();
      if (this.#isClosed || nextMs === undefined || nextMs > until) break;
      this.#queue.pop()?.run();
    }
    if (until < now) this.#restUntilMs = this.monotonic() + ANSWER_MS;
    this.#arm();
  }
}

/** Node takes a longer wait for none at all. */
const MAX_TIMEOUT = ms(2 ** 31 - 1);
