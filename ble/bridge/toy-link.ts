/**
 * Holds the link to one of the family's toys: connects whenever it is heard, comes back after every loss, and does what
 * the hub asks while the link lasts. While the hub holds the link nobody else can.
 */
import { minutes, ms, seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import type { Radio } from "../radio/radio.ts";
import type { ToyDriver, ToyEvent, ToySession } from "../toys/toy-driver.ts";
import type { ClaimedToy } from "./claimed-toys.ts";

const FIRST_RETRY = ms(250);
const LONGEST_RETRY = seconds(30);
const RSSI_EVERY = seconds(30);
/** A toy with our address and another identifier: looked at again after this long, in case it was a slip of the radio. */
const STRANGER_PAUSE = minutes(5);

export interface ToyLinkParts {
  readonly radio: Radio;
  readonly driver: ToyDriver;
  readonly clock: Clock;
  readonly log: Logger;
  /** The link came up or went; the signal strength changed. */
  onChange(): void;
  onEvent(session: ToySession, event: ToyEvent): void;
  /** Right after the link came up, before anything else is asked of the toy. */
  onUp(session: ToySession): Promise<void>;
}

export class ToyLink {
  readonly toy: ClaimedToy;
  session: ToySession | undefined;
  rssi: number | null = null;
  /** Wall clock, ms. */
  seenAt: number | null = null;
  #isOurs = true;
  readonly #parts: ToyLinkParts;
  #heard = Promise.withResolvers<void>();

  constructor(toy: ClaimedToy, parts: ToyLinkParts) {
    this.toy = toy;
    this.#parts = parts;
  }

  /** An advert of this toy was heard. */
  hear(rssi: number): void {
    this.rssi = rssi;
    this.seenAt = this.#parts.clock.now();
    this.#heard.resolve();
  }

  /** Runs until `signal` aborts. */
  async keep(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    let pause: number = FIRST_RETRY;
    while (!signal.aborted) {
      await untilEither(this.#heard.promise, signal);
      if (signal.aborted) return;
      this.#heard = Promise.withResolvers();
      try {
        const wasUp = await this.#hold(signal);
        pause = wasUp ? FIRST_RETRY : Math.min(pause * 2, LONGEST_RETRY);
      } catch (error) {
        this.#parts.log.info("toy link failed", { error: codeOf(error) });
        pause = Math.min(pause * 2, LONGEST_RETRY);
      }
      await clock.sleep(this.#isOurs ? ms(pause) : STRANGER_PAUSE, signal).catch(() => undefined);
    }
  }

  async #hold(signal: AbortSignal): Promise<boolean> {
    const { radio, driver, clock, log } = this.#parts;
    let session: ToySession | undefined;
    const early: ToyEvent[] = [];
    const connected = await driver.connect(radio, this.toy.address, {
      signal,
      onEvent: (event) => {
        if (session === undefined) early.push(event);
        else this.#parts.onEvent(session, event);
      },
    });
    session = connected;
    await using _ending = connected;
    this.#isOurs = connected.identifier === this.toy.identifier;
    if (!this.#isOurs) {
      log.warn("a toy with a known address and another identifier", {});
      return false;
    }
    this.session = connected;
    this.seenAt = clock.now();
    this.#parts.onChange();
    try {
      await this.#parts.onUp(connected);
      for (const event of early) this.#parts.onEvent(connected, event);
      while (!connected.signal.aborted && !signal.aborted) {
        this.rssi = await connected.rssi().catch(() => this.rssi);
        this.seenAt = clock.now();
        this.#parts.onChange();
        await clock.sleep(RSSI_EVERY, AbortSignal.any([connected.signal, signal])).catch(() => undefined);
      }
      return true;
    } finally {
      this.session = undefined;
      this.#parts.onChange();
    }
  }
}

/** The stable code of an error of ours; the name of another's. */
export const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
};

const untilEither = (one: Promise<void>, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) return done();
    const end = () => {
      signal.removeEventListener("abort", end);
      done();
    };
    signal.addEventListener("abort", end, { once: true });
    void one.then(end);
  });
