import { type Duration, ms } from "../../../hub/domain/duration.ts";
import { type AirClock, sleepOn } from "./air-clock.ts";
import { DeliveryQueue } from "./delivery-queue.ts";
import { TimerQueue } from "./timer-queue.ts";

/** The machine's time. Events that fell due while the process was busy run one after another, in order, none lost. */
export function openRealTimeClock(): AirClock {
  return new RealTimeClock();
}

/** Overdue events run in one turn of the event loop; more would keep the hosts from the packets of the first. */
const EVENTS_A_TURN = 64;

class RealTimeClock implements AirClock {
  readonly mode = "real-time";
  readonly #queue = new TimerQueue();
  #wake: NodeJS.Timeout | undefined;
  #wakeMs = Number.POSITIVE_INFINITY;
  readonly #deliveries = new DeliveryQueue();
  #isDelivering = false;
  #isClosed = false;

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
    const wait = Math.max(0, Math.ceil(nextMs - this.monotonic()));
    this.#wake = setTimeout(() => this.#runDue(), Math.min(wait, MAX_TIMEOUT));
  }

  #runDue(): void {
    this.#wakeMs = Number.POSITIVE_INFINITY;
    const now = this.monotonic();
    for (let count = 0; count < EVENTS_A_TURN; count += 1) {
      const nextMs = this.#queue.peekMs();
      if (this.#isClosed || nextMs === undefined || nextMs > now) break;
      this.#queue.pop()?.run();
    }
    this.#arm();
  }
}

/** Node takes a longer wait for none at all. */
const MAX_TIMEOUT = ms(2 ** 31 - 1);
