/** Who can hear whom, and how loud. */
import type { AirClock } from "./air-clock.ts";

const pair = (a: string, b: string) => [a, b].sort().join(" ");

/** Loudness of an adapter nothing was said about, in dBm. */
const DEFAULT_RSSI = -50;

export class Range {
  readonly #clock: AirClock;
  /** Adapters and pairs that are out of range, and how many causes of that there are. */
  readonly #faded = new Map<string, number>();
  readonly #rssi = new Map<string, number>();

  constructor(clock: AirClock) {
    this.#clock = clock;
  }

  /**
   * Takes an adapter out of everybody's range, or two adapters out of each other's.
   * @returns brings it back; with several fades at once, all must have ended.
   */
  fade(address: string, from?: string): () => void {
    const key = from === undefined ? address : pair(address, from);
    this.#faded.set(key, (this.#faded.get(key) ?? 0) + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const left = (this.#faded.get(key) ?? 1) - 1;
      if (left === 0) this.#faded.delete(key);
      else this.#faded.set(key, left);
    };
  }

  /** A fade that ends by itself. */
  fadeFor(milliseconds: number, address: string, from?: string): void {
    this.#clock.at(this.#clock.monotonic() + milliseconds, this.fade(address, from));
  }

  canHear(a: string, b: string): boolean {
    return !this.#faded.has(a) && !this.#faded.has(b) && !this.#faded.has(pair(a, b));
  }

  /** @param dBm -127 to 20, as a host reads it; of one pair, or of an adapter as all others hear it. */
  setRssi(dBm: number, address: string, heardBy?: string): void {
    this.#rssi.set(heardBy === undefined ? address : pair(address, heardBy), dBm);
  }

  rssi(address: string, heardBy: string): number {
    return this.#rssi.get(pair(address, heardBy)) ?? this.#rssi.get(address) ?? DEFAULT_RSSI;
  }
}
