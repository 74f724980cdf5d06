/**
 * What was heard of one toy while nobody here held it: the trace that guardians are shown, and whether it fell silent as one does that
 * somebody is connected to. A toy that is free says so twice a second and never stops; one that is held says nothing.
 *
 *   out of reach         ........  .   .                          .  . .......    falls silent faintly, or comes back faintly
 *   switched off         ................            ................             shows a restart when it is asked
 *   somebody connected   ................            ................
 */
import type { Clock } from "../../hub/ports/clock.ts";

/** Six adverts of one every 500 ms and up to 10 ms more: even one that loses every third is heard in that time. */
const SILENT_MS = 3_060;
/** dBm. Fainter than this adverts get lost by themselves. */
const STRONG_DBM = -75;
/** Points of a trace. Beyond, every other one is left out. */
export const MOST_POINTS = 96;

interface Point {
  /** ms since the record began. */
  readonly at: number;
  /** dBm. */
  readonly rssi: number;
}

export class GapRecord {
  /** Wall clock, ms: when the link went, or this process began to listen. */
  readonly since: number;
  readonly #clock: Clock;
  readonly #began: number;
  #points: Point[] = [];
  #apartMs = 0;
  #last: Point | undefined;
  #longestSilenceMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.since = clock.now();
    this.#began = clock.monotonic();
  }

  /** @param at `Clock.monotonic()`, now where it is left out */
  hear(rssi: number, at: number = this.#clock.monotonic()): void {
    const point = { at: Math.max(0, at - this.#began), rssi };
    const before = this.#last;
    if (before !== undefined && before.rssi >= STRONG_DBM && rssi >= STRONG_DBM)
      this.#longestSilenceMs = Math.max(this.#longestSilenceMs, point.at - before.at);
    this.#last = point;
    this.#draw(point);
  }

  /** What is not heard from here on is no silence: nobody listened, or it was us who held it. */
  deafen(): void {
    this.#last = undefined;
  }

  /** Between two adverts, both loud, and nothing but a connection, or a switch, between them. */
  get isSilent(): boolean {
    return this.#longestSilenceMs >= SILENT_MS;
  }

  /** Oldest first: ms since {@link since}, dBm. */
  get points(): readonly (readonly [at: number, rssi: number])[] {
    return this.#points.map(({ at, rssi }) => [Math.round(at), Math.round(rssi)]);
  }

  #draw(point: Point): void {
    const last = this.#points.at(-1);
    if (last !== undefined && point.at - last.at < this.#apartMs) return;
    this.#points.push(point);
    if (this.#points.length < MOST_POINTS) return;
    // What lies on both sides of a gap stays, as far as that goes.
    this.#points = this.#points.filter((_, index) => index % 2 === 0);
    const [first] = this.#points;
    this.#apartMs = (point.at - (first?.at ?? 0)) / MOST_POINTS;
  }
}
