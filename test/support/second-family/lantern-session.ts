/** A connected lantern. What it has no part for says so: it has no microphone, holds one sound, and speaks it once. */
import { failed, outcomeOf } from "../../../ble/toys/delivery-outcome.ts";
import { ToyError } from "../../../ble/toys/errors.ts";
import type {
  Comparison,
  Delivery,
  DeliveryJournal,
  DeliveryOutcome,
  FetchedRecording,
  TakenBack,
  ToyEvent,
  ToyMailbox,
  ToySession,
} from "../../../ble/toys/toy-driver.ts";
import { Turns } from "../../../ble/toys/turns.ts";
import { type Duration, seconds } from "../../../hub/domain/duration.ts";
import type { Clock } from "../../../hub/ports/clock.ts";
import { deliver, takeBack } from "./deliver.ts";
import { FACTORY_TAG } from "./gatt-table.ts";
import type { LanternWire } from "./lantern-wire.ts";
import type { Light } from "./orders.ts";
import type { Status } from "./status.ts";

interface Parts {
  readonly wire: LanternWire;
  readonly journal: DeliveryJournal;
  readonly clock: Clock;
  readonly identifier: string;
  onEvent(event: ToyEvent): void;
}

const cannot = (what: string) => Promise.reject(new ToyError("toy.cannot", `A lantern has no ${what}`));

export class LanternSession implements ToySession {
  readonly address: string;
  readonly firmware = undefined;
  readonly signal: AbortSignal;
  readonly isAnsweringPaws = false;
  readonly wasLooping = false;
  readonly #parts: Parts;
  readonly #wire: LanternWire;
  readonly #turns = new Turns();
  #identifier: string;
  #isDelivering = false;
  #isDark = false;
  #isLightWanted = false;

  constructor(parts: Parts) {
    const { wire } = parts;
    this.#parts = parts;
    this.#wire = wire;
    this.address = wire.link.address;
    this.signal = wire.link.signal;
    this.#identifier = parts.identifier;
    wire.onStatus((status, before) => this.#hear(status, before));
    void wire.link.ended.then(({ reason }) => parts.onEvent({ kind: "link-down", reason }));
    parts.onEvent({ kind: "link-up", gapMs: undefined });
  }

  get identifier(): string {
    return this.#identifier;
  }

  rssi(): Promise<number> {
    return this.#wire.link.rssi({ within: seconds(2) });
  }

  /** It tells nothing of what happened to it. */
  async compare(): Promise<Comparison> {
    const nothing = { traces: [], recordingMilliseconds: 0, isRecordingSeen: false, mayBeBegun: false };
    return { ...nothing, hasRestarted: undefined };
  }

  async deliver(delivery: Delivery, options: Parameters<ToySession["deliver"]>[1]): Promise<DeliveryOutcome> {
    if (this.#isDelivering) return failed("toy-busy", true, "Another delivery to this lantern runs");
    if (options.signal.aborted) return failed("cancelled", false, "The delivery was cancelled");
    this.#isDelivering = true;
    try {
      const done = await this.#inTurn(options.signal, (signal) =>
        deliver(delivery, { ...this.#parts, ...options, isDark: () => this.#isDark, signal }),
      );
      this.#isLightWanted = done.heartLit;
      return { kind: "delivered", ...done };
    } catch (error) {
      const outcome = outcomeOf(error, options.signal.aborted);
      if (outcome === undefined) throw error;
      return outcome;
    } finally {
      this.#isDelivering = false;
    }
  }

  takeBack(deliveryId: string, signal: AbortSignal): Promise<TakenBack> {
    return this.#inTurn(signal, (both) => takeBack(deliveryId, { ...this.#parts, signal: both }));
  }

  freeSlot(): Promise<void> {
    return cannot("second slot");
  }

  /** Its buttons stay its own. */
  async keepMailbox(_mailbox: ToyMailbox | undefined): Promise<void> {}

  async recordingMilliseconds(): Promise<number> {
    return 0;
  }

  fetchRecording(): Promise<FetchedRecording> {
    return cannot("microphone");
  }

  recordOver(): Promise<number | undefined> {
    return cannot("microphone");
  }

  blinkHeart(signal: AbortSignal): Promise<void> {
    this.#isLightWanted = true;
    return this.#light("blinking", signal);
  }

  heartOff(signal: AbortSignal): Promise<void> {
    this.#isLightWanted = false;
    return this.#light("off", signal);
  }

  async showHeart(lasting: Duration, signal: AbortSignal): Promise<void> {
    await this.#light("on", signal);
    await this.#parts.clock.sleep(lasting, AbortSignal.any([signal, this.signal])).catch(() => undefined);
    if (!this.signal.aborted) await this.#light(this.#isLightWanted ? "blinking" : "off", this.signal);
  }

  async keepDark(signal: AbortSignal): Promise<void> {
    this.#isDark = true;
    await this.heartOff(signal);
  }

  async endDark(isOwed: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
    this.#isDark = false;
    if (await isOwed()) await this.blinkHeart(signal);
  }

  async setVolume(level: number, signal: AbortSignal): Promise<void> {
    await this.keepLoudness(Math.round(level / 2.55), signal);
  }

  async loudness(signal: AbortSignal): Promise<number> {
    return (await this.#inTurn(signal, (both) => this.#wire.refresh(both))).volume;
  }

  keepLoudness(percent: number, signal: AbortSignal): Promise<number> {
    return this.#inTurn(signal, async (both) => {
      await this.#wire.order({ kind: "volume", percent }, both);
      return (await this.#wire.refresh(both)).volume;
    });
  }

  async hush(loudest: number, signal: AbortSignal): Promise<void> {
    if ((await this.loudness(signal)) > loudest) await this.keepLoudness(loudest, signal);
  }

  async usualVolume(signal: AbortSignal): Promise<number> {
    return Math.round((await this.loudness(signal)) * 2.55);
  }

  startLoop(): Promise<number> {
    return cannot("loop");
  }

  async endLoop(): Promise<void> {}

  async waitForPaw({
    within,
    signal,
    onListening,
  }: Parameters<ToySession["waitForPaw"]>[0]): Promise<"play" | "record"> {
    const both = AbortSignal.any([signal, this.signal]);
    const { promise: pressed, resolve, reject } = Promise.withResolvers<"play" | "record">();
    const give = () => reject(both.reason as Error);
    const stop = this.#wire.onStatus(({ button }) => {
      if (button !== "none") resolve(button === "top" ? "play" : "record");
    });
    const late = () => reject(new ToyError("toy.no-paw", "Nobody pressed a button"));
    const cancel = this.#parts.clock.after(within, late);
    both.addEventListener("abort", give, { once: true });
    try {
      await this.#inTurn(both, (own) => this.#wire.order({ kind: "buttons", onlyReport: true }, own));
      onListening?.();
      return await pressed;
    } finally {
      stop();
      cancel();
      pressed.catch(() => undefined); // told already, where the order itself failed
      if (!this.signal.aborted)
        await this.#inTurn(this.signal, (own) =>
          this.#wire.order({ kind: "buttons", onlyReport: false }, own),
        );
    }
  }

  writeIdentifier(at: number, signal: AbortSignal): Promise<string> {
    return this.#inTurn(signal, async (both) => {
      const tag = Math.floor(at / 1_000)
        .toString(36)
        .toUpperCase()
        .padStart(8, "0")
        .slice(-8);
      await this.#wire.writeTag(tag, both);
      if ((await this.#wire.readTag(both)) !== tag) throw new ToyError("toy.lies", "It did not keep its tag");
      this.#identifier = tag;
      return tag;
    });
  }

  /** It is seldom met in any case. */
  async savePower(): Promise<void> {}

  get isFactoryNew(): boolean {
    return this.#identifier === FACTORY_TAG;
  }

  empty({ signal, onProgress }: Parameters<ToySession["empty"]>[0]): Promise<void> {
    return this.#inTurn(signal, async (both) => {
      await this.#wire.rest(seconds(45), both);
      await this.#wire.order({ kind: "take-sound", bytes: 0 }, both);
      await this.#wire.order({ kind: "light", light: "off" }, both);
      await this.#wire.writeTag(FACTORY_TAG, both);
      this.#identifier = FACTORY_TAG;
      onProgress(100);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.signal.aborted) await this.#wire.link.disconnect({ within: seconds(3) });
  }

  /** It speaks only when its button is pressed. */
  #hear(status: Status, before: Status | undefined): void {
    const { onEvent } = this.#parts;
    if (status.button !== "none")
      onEvent({ kind: "paw-pressed", paw: status.button === "top" ? "play" : "record" });
    if (status.state === "speaking" && before?.state !== "speaking") onEvent({ kind: "playback-started" });
    if (status.state !== "speaking" && before?.state === "speaking") {
      this.#isLightWanted = false;
      onEvent({ kind: "playback-ended", commanded: false });
    }
  }

  #light(light: Light, signal: AbortSignal): Promise<void> {
    return this.#inTurn(signal, (both) => this.#wire.order({ kind: "light", light }, both));
  }

  #inTurn<T>(signal: AbortSignal, work: (both: AbortSignal) => Promise<T>): Promise<T> {
    const both = AbortSignal.any([signal, this.signal]);
    return this.#turns.take(both, () => work(both));
  }
}
