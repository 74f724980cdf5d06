/**
 * Time that leaps: it stands while anything is left to do at this moment and moves to the next due event when both hosts
 * are quiet. Quiet means that for some whole turns of the event loop nobody wrote a packet, was given one, or set or met
 * a timer. noble and bleno do all their work on promises and in the tick of a packet, so one turn would do for them; the
 * others leave room for chains of `setImmediate` in a driver.
 *
 * File operations under way (a journal's fsync) hold time by themselves. What the process cannot see of itself, another
 * process or a worker thread, needs {@link AirClock.hold} or {@link AirClock.whileBusy}.
 */
import type { Duration } from "../../../hub/domain/duration.ts";
import { type AirClock, sleepOn } from "./air-clock.ts";
import { DeliveryQueue } from "./delivery-queue.ts";
import { TimerQueue } from "./timer-queue.ts";

export interface SteppedClockOptions {
  /** What `now()` reads at the start, ms since the Unix epoch. */
  readonly startMs?: number;
  /** Quiet turns of the event loop before time moves. */
  readonly settleTurns?: number;
}

const DEFAULT_START_MS = Date.UTC(2026, 0, 1);
const DEFAULT_SETTLE_TURNS = 8;
/** Events that disturb nobody run on without a turn of the event loop between them, up to this many. */
const QUIET_EVENTS_A_TURN = 256;
/** Names that `process.getActiveResourcesInfo` gives to file operations. */
const FILE_WORK = /^FSReq/;

export function openSteppedClock(options: SteppedClockOptions = {}): AirClock {
  return new SteppedClock(options);
}

class SteppedClock implements AirClock {
  readonly mode = "stepped";
  readonly #startMs: number;
  readonly #settleTurns: number;
  readonly #queue = new TimerQueue();
  #nowMs = 0;
  readonly #deliveries = new DeliveryQueue();
  #holds = 0;
  #quietTurns = 0;
  #disturbances = 0;
  #isTurning = false;
  #isClosed = false;

  constructor(options: SteppedClockOptions) {
    this.#startMs = options.startMs ?? DEFAULT_START_MS;
    this.#settleTurns = options.settleTurns ?? DEFAULT_SETTLE_TURNS;
  }

  now(): number {
    return this.#startMs + this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs;
  }

  sleep(wait: Duration, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, wait, signal);
  }

  after(wait: Duration, callback: () => void): () => void {
    this.touch();
    return this.at(this.#nowMs + Math.max(0, wait), () => {
      this.touch();
      callback();
    });
  }

  at(dueMs: number, event: () => void): () => void {
    const cancel = this.#queue.add(Math.max(dueMs, this.#nowMs), event);
    this.#turn();
    return cancel;
  }

  soon(delivery: () => void): void {
    this.#deliveries.add(delivery);
    this.touch();
  }

  touch(): void {
    this.#disturbances += 1;
    this.#quietTurns = 0;
    this.#turn();
  }

  hold(): Disposable {
    let isHeld = true;
    this.#holds += 1;
    return {
      [Symbol.dispose]: () => {
        if (!isHeld) return;
        isHeld = false;
        this.#holds -= 1;
        this.touch();
      },
    };
  }

  async whileBusy<T>(work: Promise<T>): Promise<T> {
    using _hold = this.hold();
    return await work;
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#queue.clear();
    this.#deliveries.clear();
  }

  #turn(): void {
    if (this.#isTurning || this.#isClosed) return;
    this.#isTurning = true;
    setImmediate(() => {
      this.#isTurning = false;
      this.#step();
    });
  }

  #step(): void {
    if (this.#isClosed) return;
    try {
      if (!this.#deliveries.isEmpty) this.#deliver();
      else if (this.#holds > 0) return;
      else if (this.#quietTurns < this.#settleTurns || isFileWorkUnderWay()) this.#quietTurns += 1;
      else this.#leap();
    } finally {
      // While held, whoever lets go turns us again.
      const isWaiting = this.#holds === 0 && this.#queue.peekMs() !== undefined;
      if (isWaiting || !this.#deliveries.isEmpty) this.#turn();
    }
  }

  #deliver(): void {
    this.#quietTurns = 0;
    this.#deliveries.run();
  }

  #leap(): void {
    const before = this.#disturbances;
    for (let count = 0; count < QUIET_EVENTS_A_TURN && this.#disturbances === before; count += 1) {
      const next = this.#queue.pop();
      if (next === undefined) return;
      this.#nowMs = next.dueMs;
      next.run();
    }
  }
}

function isFileWorkUnderWay(): boolean {
  return process.getActiveResourcesInfo().some((name) => FILE_WORK.test(name));
}
