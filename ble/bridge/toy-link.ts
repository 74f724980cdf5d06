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
import { codeOf } from "./code-of.ts";

const FIRST_RETRY = ms(250);
const LONGEST_RETRY = seconds(30);
/** A link that lasted this long was a good one: the next try after it is a first try. */
const STEADY_MS = 10_000;
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
  /** Right after the link came up: what is asked of the toy here is asked before anything else. Must not throw. */
  onUp(session: ToySession): void;
  /** It is connected to from here on, until the result is disposed. */
  onAttempt(): Disposable;
  /** A link that was made, and cannot be used: nothing was heard of the toy because we held it. */
  onLetGo(): void;
  /** Something with its address that has another identifier. Must not throw. */
  onStranger(identifier: string): void;
}

export class ToyLink {
  readonly toy: ClaimedToy;
  session: ToySession | undefined;
  rssi: number | null = null;
  /** Wall clock, ms. */
  seenAt: number | null = null;
  /** Percent, as read or set last. */
  volume: number | null = null;
  /** `Clock.monotonic()` when the latest link was made. */
  linkedAt = 0;
  #isOurs = true;
  /** In this try, a link was made. */
  #isLinked = false;
  readonly #parts: ToyLinkParts;
  #heard = Promise.withResolvers<void>();
  readonly #ending = new AbortController();
  /** Aborted while it is to {@link rest}. */
  #resting = new AbortController();
  #awake = Promise.withResolvers<void>();
  /** The link that is, or is being made. */
  #holding: Promise<unknown> = Promise.resolve();
  readonly #ended = Promise.withResolvers<void>();

  constructor(toy: ClaimedToy, parts: ToyLinkParts) {
    this.toy = toy;
    this.#parts = parts;
    this.#awake.resolve();
  }

  /** Lets go of the toy until it is to {@link wake}: others may hear it, and hold it. Resolves when the link is gone. */
  async rest(): Promise<void> {
    if (this.#resting.signal.aborted) return;
    this.#awake = Promise.withResolvers();
    this.#resting.abort(new Error("the toy is let go"));
    await this.#holding.catch(() => undefined);
  }

  wake(): void {
    if (!this.#resting.signal.aborted) return;
    this.#resting = new AbortController();
    this.#awake.resolve();
  }

  /** An advert of this toy was heard. */
  hear(rssi: number): void {
    this.rssi = toRssi(rssi);
    this.seenAt = this.#parts.clock.now();
    this.#heard.resolve();
  }

  /** Lets go of the toy for good. Resolves when the link is gone; one that was never {@link keep}t is waited for in vain. */
  end(): Promise<void> {
    this.#ending.abort(new Error("the toy is gone"));
    return this.#ended.promise;
  }

  /** Runs until `stopping` aborts, or it is to {@link end}. */
  async keep(stopping: AbortSignal): Promise<void> {
    try {
      await this.#keep(AbortSignal.any([stopping, this.#ending.signal]));
    } finally {
      this.#ended.resolve();
    }
  }

  async #keep(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    let pause: number = FIRST_RETRY;
    while (!signal.aborted) {
      await untilEither(this.#awake.promise, signal);
      await untilEither(this.#heard.promise, signal);
      if (signal.aborted) return;
      if (this.#resting.signal.aborted) continue;
      this.#heard = Promise.withResolvers();
      const { signal: resting } = this.#resting;
      const holding = this.#hold(AbortSignal.any([signal, resting]));
      this.#holding = holding;
      try {
        const upMs = await holding;
        pause = upMs >= STEADY_MS ? FIRST_RETRY : Math.min(pause * 2, LONGEST_RETRY);
      } catch (error) {
        if (this.#isLinked) this.#parts.onLetGo();
        this.#parts.log.info("toy link failed", { error: codeOf(error) });
        pause = Math.min(pause * 2, LONGEST_RETRY);
      }
      if (resting.aborted) pause = FIRST_RETRY;
      await clock.sleep(this.#isOurs ? ms(pause) : STRANGER_PAUSE, signal).catch(() => undefined);
    }
  }

  /** @returns how long the link was up, ms */
  async #hold(signal: AbortSignal): Promise<number> {
    const { radio, driver, clock, log } = this.#parts;
    let session: ToySession | undefined;
    const early: ToyEvent[] = [];
    this.#isLinked = false;
    const onEvent = (event: ToyEvent) => {
      if (session === undefined) early.push(event);
      else this.#parts.onEvent(session, event);
    };
    const connected = await this.#attempted(() =>
      driver.connect(radio, this.toy.address, { signal, onEvent, onLink: () => this.#linked() }),
    );
    session = connected;
    await using _ending = connected;
    this.#isOurs = connected.identifier === this.toy.identifier;
    if (!this.#isOurs) {
      log.warn("a toy with a known address and another identifier", {});
      this.#parts.onStranger(connected.identifier);
      this.#parts.onLetGo();
      return 0;
    }
    const since = clock.monotonic();
    this.session = connected;
    this.seenAt = clock.now();
    this.#parts.onChange();
    try {
      this.#parts.onUp(connected);
      for (const event of early) this.#parts.onEvent(connected, event);
      while (!connected.signal.aborted && !signal.aborted) {
        this.rssi = await connected.rssi().then(toRssi, () => this.rssi);
        this.seenAt = clock.now();
        this.#parts.onChange();
        await clock.sleep(RSSI_EVERY, AbortSignal.any([connected.signal, signal])).catch(() => undefined);
      }
      return clock.monotonic() - since;
    } finally {
      this.session = undefined;
      this.#parts.onChange();
    }
  }

  #linked(): void {
    this.#isLinked = true;
    this.linkedAt = this.#parts.clock.monotonic();
  }

  async #attempted<T>(connect: () => Promise<T>): Promise<T> {
    using _attempt = this.#parts.onAttempt();
    return await connect();
  }
}

/** dBm; `null` for 127, which says that the controller does not know. Bluetooth Core 5.4 Vol 4 Part E 7.7.65.2. */
export const toRssi = (told: number): number | null => (told >= -127 && told <= 20 ? Math.round(told) : null);

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
