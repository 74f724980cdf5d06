/**
 * Whether a toy is near enough for the hub to answer its paws, by how strong it is heard. A toy that is carried away is given its paws back
 * while it still hears us: so a weak reading counts at once, and a strong one only when others before it were strong, too.
 *
 * Pure: readings in, claims out. The limits are guesses until somebody carried a real toy about (docs/hardware-checklist.md).
 */

/** dBm. Through a wall or two, with room to spare. */
const GOOD = -75;
/** Two readings in a row below this are no slip. */
const WEAK = -80;
/** One is enough. */
const VANISHING = -86;
/** dB between two readings, where the later one is not strong. */
const FALL = 12;
/** Readings in a row before it is trusted; after a link that broke off, of a toy that comes and goes. */
const STEADY = { usually: 4, afterLoss: 20 } as const;

export class SignalTrend {
  readonly #needed: number;
  #goodInARow = 0;
  #weakInARow = 0;
  #last: number | undefined;
  #isFading = false;

  constructor({ afterLoss }: { readonly afterLoss: boolean }) {
    this.#needed = afterLoss ? STEADY.afterLoss : STEADY.usually;
  }

  /** @param rssi dBm; `undefined` where it could not be read: nothing good is known then */
  heard(rssi: number | undefined): void {
    this.#goodInARow = rssi !== undefined && rssi >= GOOD ? this.#goodInARow + 1 : 0;
    this.#weakInARow = rssi === undefined || rssi < WEAK ? this.#weakInARow + 1 : 0;
    const fell = rssi !== undefined && this.#last !== undefined && rssi < GOOD && this.#last - rssi >= FALL;
    this.#isFading = this.#weakInARow >= 2 || fell || (rssi !== undefined && rssi < VANISHING);
    this.#last = rssi;
  }

  get isSteady(): boolean {
    return this.#goodInARow >= this.#needed;
  }

  /** As of the last reading. */
  get isFading(): boolean {
    return this.#isFading;
  }
}
