/**
 * How fast to answer a toy's data requests.
 *
 * Its watchdog minds silence: a pause of 100 ms between two writes may restart it. A toy that drains slowly asks late, so
 * answering at once and then waiting would be one burst and one long silence. The writes of a request are therefore
 * spread over the time that the toy needs, and the last of them is held back until just before it is ready to ask again:
 *
 *   connection events   │   │   │   │   │   │   │   │   │   │   │
 *                     ask w   w   w   w   w   w   w   ▲   ask w      ▲ the last write leaves here
 *                       └────── what the toy needs ─────┘
 *
 * Two intervals of silence are the least there is: in one the toy's request comes, in the next our answer goes. They are
 * also all that can be seen of a toy that was ready long before. Whether it is, a request answered an interval earlier
 * shows now and then: a toy that asks earlier too is waiting for us, one that does not was the brake, and had one silence
 * of three intervals for it. Where intervals are so long that this comes near the watchdog's bound, only a toy is tried so that was
 * quicker before in this upload: then it was the radio that slowed it down.
 *
 * Pure: times in, times out.
 */

/** Packets of one direction in a connection event that every controller we know of grants. */
export const WRITES_PER_EVENT = 4;

/** Weight of the latest measurement in the moving average. */
const LATEST = 0.3;
/** From handing over the last write to the expected request: an event for either, less some time for host and timers. */
const MARGIN_INTERVALS = 1.9;
/** A request later than this after the last write was handed over had to wait for the toy. */
const READY_INTERVALS = 2;
/** Requests between two that are answered early: few at first, while little is known of the toy. */
const [FIRST_PATIENCE, LONGEST_PATIENCE] = [1, 16];
/** Intervals by which it is shown whether a toy waits for us. */
const LEAD = 1;
/** Being wrong must not cost a silence as long as this where nothing speaks for being right. */
const LONG_SILENCE_MS = 60;
const isCostly = (intervalMs: number): boolean => (READY_INTERVALS + LEAD) * intervalMs >= LONG_SILENCE_MS;
/** What is assumed of a toy whose last upload broke off, until it has shown better. */
const CAUTIOUS_MS = 200;
/**
 * A toy that needs this long shows that it is the brake: caution has nothing to add. To a fourth of it, the block that it
 * drains, it would add the silence: a last write just after a block's end is asked for more at the end of the next one.
 */
const TELLING_MS = 100;

export interface HeardRequest {
  /** Since the request before it; for the first refill, since the ring was full. */
  readonly distanceMs: number;
  /** Since the last write was handed to the radio. */
  readonly silenceMs: number;
  readonly intervalMs: number;
}

export class UploadPace {
  readonly #isCautious: boolean;
  #neededMs: number | undefined;
  /** The request before came late. */
  #hadToWait = false;
  /** The shortest distance between two requests, ms. */
  #quickestMs = Number.POSITIVE_INFINITY;
  /** Intervals by which the writes under way are earlier than the toy is expected to need them. */
  #lead = 0;
  /** The last request, where it came earlier because its predecessor was answered early; with what was expected then. */
  #sooner: { readonly distanceMs: number; readonly neededMs: number } | undefined;
  #patience = FIRST_PATIENCE;
  #untilEarly = FIRST_PATIENCE;

  constructor(options: { readonly isCautious: boolean }) {
    this.#isCautious = options.isCautious;
  }

  /** What the toy needs from one request to the next, ms; `undefined` before the second one. */
  get neededMs(): number | undefined {
    return this.#neededMs;
  }

  requested(heard: HeardRequest): void {
    const { silenceMs, intervalMs } = heard;
    // Requests come with connection events; what is odd about the distance is how late they were heard.
    const distanceMs = intervalMs * Math.round(heard.distanceMs / intervalMs);
    this.#quickestMs = Math.min(this.#quickestMs, distanceMs);
    if (this.#neededMs === undefined) {
      this.#neededMs = this.#isCautious && distanceMs < TELLING_MS ? CAUTIOUS_MS : distanceMs;
      this.#lead = isCostly(intervalMs) ? 0 : LEAD;
      return;
    }
    const wasSooner = distanceMs < this.#neededMs - intervalMs / 2;
    const hadToWait = silenceMs > READY_INTERVALS * intervalMs;
    if (this.#lead > 0) this.#learn(wasSooner && !hadToWait, distanceMs, intervalMs);
    // A toy that was ready when our last write came may have been so for long: no more than that it needs no longer. One that asks late
    // once may have asked in time, and a packet was lost: what is lost is late.
    if ((hadToWait && this.#hadToWait) || distanceMs < this.#neededMs)
      this.#neededMs += LATEST * (distanceMs - this.#neededMs);
    this.#hadToWait = hadToWait;
    const isTimeTo = this.#isTimeToLead();
    const mayLead = isCostly(intervalMs) ? this.#wasQuicker(intervalMs) : isTimeTo;
    this.#lead = mayLead ? LEAD : 0;
  }

  /**
   * @param writes how many answer the request
   * @returns ms from one write to the next
   */
  spacingMs(writes: number, intervalMs: number): number {
    const shortest = intervalMs / WRITES_PER_EVENT;
    if (this.#neededMs === undefined || writes < 2) return shortest;
    const spread = this.#neededMs - (MARGIN_INTERVALS + this.#lead) * intervalMs;
    return Math.max(shortest, spread / (writes - 1));
  }

  /** What the request that was answered early has brought: the next one sooner, or not. */
  #learn(wasSooner: boolean, distanceMs: number, intervalMs: number): void {
    const first = this.#sooner;
    // One may be chance. Two may be, too: events are whole, so a toy that needs 13.6 of them asks after 14 and after 13.
    const sum = (first?.distanceMs ?? 0) + distanceMs;
    const isSure = first !== undefined && sum < 2 * first.neededMs - intervalMs;
    if (!wasSooner || (first !== undefined && !isSure)) {
      this.#sooner = undefined;
      this.#patience = Math.min(2 * this.#patience, LONGEST_PATIENCE);
      this.#untilEarly = this.#patience;
      return;
    }
    this.#sooner = { distanceMs, neededMs: this.#neededMs ?? distanceMs };
    if (isSure) this.#neededMs = sum / 2;
  }

  #isTimeToLead(): boolean {
    if (this.#sooner !== undefined) return true;
    this.#untilEarly -= 1;
    return this.#untilEarly < 0;
  }

  #wasQuicker(intervalMs: number): boolean {
    return (this.#neededMs ?? 0) - this.#quickestMs > intervalMs / 2;
  }
}
