/**
 * How fast to answer a toy's data requests.
 *
 * Its watchdog minds silence: a pause of 100 ms between two writes may restart it. A toy that drains slowly asks late, so
 * answering at once and then waiting would be one burst and one long silence. The writes of a request are therefore
 * spread over the time that requests lie apart, less a margin that keeps us ahead of the toy:
 *
 *   request ├─w─w─w─w─w─w─w─w─w─w─w─w─w┤ margin ├ request
 *           └────── spread ────────────┘
 *           └────── moving average of the distance ─────┘
 *
 * A toy that was ready asks again at most two connection intervals after the last write: one until that leaves, one until
 * its request comes. The margin is a little longer, so where we are the brake the average shrinks from request to request
 * down to the radio's own limit, in longer and longer steps; where the toy is the brake it stays with the toy.
 *
 * Pure: times in, times out.
 */

/** Packets of one direction in a connection event that every controller we know of grants. */
export const WRITES_PER_EVENT = 4;

/** Weight of the latest distance in the moving average. */
const LATEST = 0.3;
/** Connection intervals from a toy that was ready to its request, with some time for host and timers. */
const READY_INTERVALS = 2.2;
const MARGIN_INTERVALS = 2.4;
/** What is assumed of a toy whose last upload broke off, until it has shown better. */
const CAUTIOUS_MS = 200;

export interface HeardRequest {
  /** Since the request before it; for the first refill, since the ring was full. */
  readonly distanceMs: number;
  /** Since the last write was handed to the radio. */
  readonly silenceMs: number;
  readonly intervalMs: number;
}

export class UploadPace {
  readonly #isCautious: boolean;
  #distanceMs: number | undefined;
  /** Requests in a row for which the toy was ready before us. */
  #readyInARow = 0;

  constructor(options: { readonly isCautious: boolean }) {
    this.#isCautious = options.isCautious;
  }

  /** Average time from one request to the next, ms; `undefined` before the second one. */
  get distanceMs(): number | undefined {
    return this.#distanceMs;
  }

  requested({ distanceMs, silenceMs, intervalMs }: HeardRequest): void {
    if (this.#distanceMs === undefined) {
      this.#distanceMs = this.#isCautious ? Math.max(distanceMs, CAUTIOUS_MS) : distanceMs;
      return;
    }
    this.#readyInARow = silenceMs <= READY_INTERVALS * intervalMs ? this.#readyInARow + 1 : 0;
    // One ready request may be chance, where the toy drains nearly as fast as we write.
    const couldBe = distanceMs - Math.max(0, this.#readyInARow - 1) * intervalMs;
    this.#distanceMs = Math.max(0, this.#distanceMs + LATEST * (couldBe - this.#distanceMs));
  }

  /**
   * @param writes how many answer the request
   * @returns ms from one write to the next
   */
  spacingMs(writes: number, intervalMs: number): number {
    const shortest = intervalMs / WRITES_PER_EVENT;
    if (this.#distanceMs === undefined || writes < 2) return shortest;
    return Math.max(shortest, (this.#distanceMs - MARGIN_INTERVALS * intervalMs) / (writes - 1));
  }
}
