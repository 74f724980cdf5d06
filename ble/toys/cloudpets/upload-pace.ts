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
 * A request that we ourselves delayed comes at most two connection intervals after its last write (one until it leaves,
 * one until the toy's answer comes). The margin is longer than that, so where we are the brake the average shrinks
 * from request to request down to the radio's own limit, and where the toy is the brake it stays with the toy.
 *
 * Pure: times in, times out.
 */

/** Packets of one direction in a connection event that every controller we know of grants. */
export const WRITES_PER_EVENT = 4;

/** Weight of the latest distance in the moving average. */
const LATEST = 0.3;
/** Beyond the two intervals of an answer that comes at once. */
const AHEAD_MS = 10;
/** What is assumed of a toy whose last upload broke off, until it has shown better. */
const CAUTIOUS_MS = 200;

export class UploadPace {
  readonly #isCautious: boolean;
  #distanceMs: number | undefined;

  constructor(options: { readonly isCautious: boolean }) {
    this.#isCautious = options.isCautious;
  }

  /** Average time from one request to the next, ms; `undefined` before the second one. */
  get distanceMs(): number | undefined {
    return this.#distanceMs;
  }

  /** A request came. @param distanceMs since the request before it, or since the ring was full for the first refill */
  requested(distanceMs: number): void {
    if (this.#distanceMs === undefined) {
      this.#distanceMs = this.#isCautious ? Math.max(distanceMs, CAUTIOUS_MS) : distanceMs;
    } else {
      this.#distanceMs += LATEST * (distanceMs - this.#distanceMs);
    }
  }

  /**
   * @param writes how many answer the request
   * @returns ms from one write to the next
   */
  spacingMs(writes: number, intervalMs: number): number {
    const shortest = intervalMs / WRITES_PER_EVENT;
    if (this.#distanceMs === undefined || writes < 2) return shortest;
    const margin = Math.min(2.8 * intervalMs, 2 * intervalMs + AHEAD_MS);
    return Math.max(shortest, (this.#distanceMs - margin) / (writes - 1));
  }
}
