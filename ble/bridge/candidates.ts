/**
 * Toys heard during a search that are nobody's yet. Anybody nearby can make adverts up, thousands a minute: only the
 * nearest are kept, and what was made up yesterday is forgotten.
 */
import type { PublicId } from "../../hub/contract/public-id.ts";
import type { Clock } from "../../hub/ports/clock.ts";

/** More than lie about in any house, few enough for one frame to the hub. */
const MOST = 24;
/** One not heard for this long is no longer in reach. */
const FORGET_MS = 30_000;

export interface Candidate {
  readonly address: string;
  readonly toy: PublicId;
  readonly family: string;
  readonly model: string;
  readonly firmware: string | null;
  readonly rssi: number;
  /** Wall clock, ms. */
  readonly seenAt: number;
}

export interface HeardToy {
  readonly address: string;
  readonly family: string;
  readonly model: string;
  readonly firmware: string | null;
  readonly rssi: number;
}

interface Entry extends Candidate {
  /** Monotonic, ms. */
  readonly until: number;
}

export class Candidates {
  readonly #clock: Clock;
  readonly #idOf: (address: string) => PublicId;
  readonly #entries = new Map<string, Entry>();

  /** @param idOf the id that stands for an address outside this process */
  constructor(clock: Clock, idOf: (address: string) => PublicId) {
    this.#clock = clock;
    this.#idOf = idOf;
  }

  /** @returns whether it is one more, or one less unknown, than before */
  hear(heard: HeardToy): boolean {
    this.#forget();
    const known = this.#entries.get(heard.address);
    if (known === undefined && this.#entries.size >= MOST) {
      const weakest = this.nearestFirst().at(-1);
      if (weakest === undefined || weakest.rssi >= heard.rssi) return false;
      this.#entries.delete(weakest.address);
    }
    this.#entries.set(heard.address, {
      ...heard,
      toy: known?.toy ?? this.#idOf(heard.address),
      firmware: heard.firmware ?? known?.firmware ?? null,
      seenAt: this.#clock.now(),
      until: this.#clock.monotonic() + FORGET_MS,
    });
    return known === undefined;
  }

  nearestFirst(): readonly Candidate[] {
    this.#forget();
    return [...this.#entries.values()].sort((one, other) => other.rssi - one.rssi);
  }

  byId(toy: string): Candidate | undefined {
    return [...this.#entries.values()].find((entry) => entry.toy === toy);
  }

  clear(): void {
    this.#entries.clear();
  }

  #forget(): void {
    const now = this.#clock.monotonic();
    for (const [address, { until }] of this.#entries) if (until <= now) this.#entries.delete(address);
  }
}
