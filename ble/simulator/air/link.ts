/**
 * One connection, from the CONNECT_IND to its end: two ends, their queues, and a chain of connection events.
 *
 * An event is a row of exchanges: the central sends one packet, the peripheral answers with one. It closes when neither
 * has more to say, when `packetsPerEvent` are done, when an exchange is lost, or when radio time runs out (`RadioTime`).
 * A lost packet goes again in the next event, so loss is delay. Source: Bluetooth Core 5.4 Vol 6 Part B 4.5.
 */
import type { LinkParameters } from "../../radio/hci/event-packets.ts";
import { STATUS } from "../../radio/hci/status.ts";
import type { AirClock } from "./air-clock.ts";
import type { AirConditions, ChipOptions } from "./air-options.ts";
import type { AirListener, ConnectionEventTrace, LinkName } from "./air-trace.ts";
import type { LinkEnd } from "./link-end.ts";
import type { RadioUser } from "./radio-time.ts";
import type { Random } from "./seeded-random.ts";

/** Events from a Connection Update's request to its instant. Vol 6 Part B 5.1.1: at least six. */
const EVENTS_TO_INSTANT = 6;
/** A link that is not heard in its first six intervals was never established. Vol 6 Part B 4.5.2. */
const EVENTS_TO_ESTABLISH = 6;
/** From the end of CONNECT_IND to the transmit window. Vol 6 Part B 4.5.3. */
const TRANSMIT_WINDOW_DELAY_MS = 1.25;

/** What a link needs of the air around it. */
export interface LinkSurroundings {
  readonly clock: AirClock;
  readonly conditions: AirConditions;
  readonly chip: ChipOptions;
  readonly tell: AirListener;
  readonly canHear: (a: string, b: string) => boolean;
  /** Takes a link that ended out of the air's list. */
  readonly forget: (link: Link) => void;
}

interface Update extends LinkParameters {
  readonly instant: number;
}

export class Link implements RadioUser {
  readonly name: LinkName;
  readonly central: LinkEnd;
  readonly peripheral: LinkEnd;
  readonly #around: LinkSurroundings;
  readonly #random: Random;
  #parameters: LinkParameters;
  #update: Update | undefined;
  #ending: { readonly by: LinkEnd; readonly reason: number } | undefined;
  #event = 0;
  #anchorMs: number;
  #heardMs: number;
  #isEstablished = false;
  /** Radio time this link has been given and not used. */
  #savedMs = 0;
  /** Events that this link still ignores its peer: a test's way to a link that fails to establish. */
  #deafEvents: number;
  #cancel: () => void = () => undefined;

  constructor(
    around: LinkSurroundings,
    name: LinkName,
    ends: { readonly central: LinkEnd; readonly peripheral: LinkEnd },
    start: LinkParameters & { readonly random: Random; readonly failsToEstablish: boolean },
  ) {
    this.#around = around;
    this.name = name;
    this.central = ends.central;
    this.peripheral = ends.peripheral;
    this.#random = start.random;
    this.#parameters = { intervalMs: start.intervalMs, latency: start.latency, timeoutMs: start.timeoutMs };
    this.#deafEvents = start.failsToEstablish ? EVENTS_TO_ESTABLISH : 0;
    this.#heardMs = around.clock.monotonic();
    this.#anchorMs = this.#heardMs + TRANSMIT_WINDOW_DELAY_MS;
  }

  /** How many connection events there have been. */
  get event(): number {
    return this.#event;
  }

  get parameters(): LinkParameters {
    return this.#parameters;
  }

  get hasData(): boolean {
    return this.central.hasData || this.peripheral.hasData;
  }

  start(): void {
    for (const end of this.#ends()) end.radio.join(this);
    this.#arm();
  }

  /** @returns the end of the same link that is not `end`. */
  peerOf(end: LinkEnd): LinkEnd {
    return end === this.central ? this.peripheral : this.central;
  }

  /** New parameters, from the event six later on. */
  requestUpdate(parameters: LinkParameters): boolean {
    if (this.#update !== undefined) return false;
    const intervalMs = this.#around.conditions.intervalMs ?? parameters.intervalMs;
    this.#update = { ...parameters, intervalMs, instant: this.#event + EVENTS_TO_INSTANT };
    return true;
  }

  /** One host wants to end the link: LL_TERMINATE_IND goes in the next event that is heard, before data that waits. */
  requestEnd(by: LinkEnd, reason: number): void {
    this.#ending ??= { by, reason };
  }

  /** Ends the link at both sides at once. */
  end(reason: number): void {
    this.#end({ central: reason, peripheral: reason });
  }

  /** One controller lost its memory: its peer hears nothing more, and finds out by its supervision time-out. */
  abandon(end: LinkEnd): void {
    end.close();
    end.radio.leave(this);
    if (!this.peerOf(end).isOpen) this.#finish(STATUS.supervisionTimeout);
  }

  #arm(): void {
    this.#cancel = this.#around.clock.at(this.#anchorMs, () => this.#open());
  }

  /** The anchor of an event. */
  #open(): void {
    this.#event += 1;
    this.#applyUpdate();
    this.#saveAirtime();
    this.#begin(this.#anchorMs);
  }

  #applyUpdate(): void {
    const update = this.#update;
    if (update === undefined || this.#event < update.instant) return;
    this.#update = undefined;
    const { intervalMs, latency, timeoutMs } = update;
    this.#parameters = { intervalMs, latency, timeoutMs };
    this.#around.tell({ kind: "updated", atMs: this.#anchorMs, link: this.name, intervalMs });
    for (const end of this.#ends()) end.tellUpdate(this.#parameters);
  }

  #saveAirtime(): void {
    const { intervalMs } = this.#parameters;
    const { exchangeMs } = this.#around.chip;
    const shares = this.#ends().map((end) => end.radio.shareMs(this, intervalMs, exchangeMs));
    this.#savedMs = Math.min(this.#savedMs + Math.min(...shares), intervalMs);
  }

  /** Starts the exchanges when both radios are free, or misses the event. */
  #begin(nowMs: number): void {
    const { clock, chip } = this.#around;
    const closesMs = this.#anchorMs + this.#parameters.intervalMs;
    const freeMs = Math.max(...this.#ends().map((end) => end.radio.freeAtMs), nowMs);
    if (freeMs + chip.exchangeMs > closesMs + ROUNDING_MS) this.#close("no-airtime", 0, 0);
    else if (freeMs > nowMs) this.#cancel = clock.at(freeMs, () => this.#begin(freeMs));
    else this.#exchange(freeMs, closesMs);
  }

  #exchange(startMs: number, closesMs: number): void {
    const { chip, conditions, canHear } = this.#around;
    const { central, peripheral } = this;
    if (
      this.#ends().length < 2 ||
      !canHear(this.name.central, this.name.peripheral) ||
      this.#deafEvents > 0
    ) {
      this.#deafEvents = Math.max(0, this.#deafEvents - 1);
      this.#occupy(startMs + chip.exchangeMs);
      this.#close("unheard", 0, 0);
      return;
    }
    const roomMs = Math.min(closesMs - startMs, this.#savedMs) + ROUNDING_MS;
    const most = Math.max(1, Math.min(conditions.packetsPerEvent, Math.floor(roomMs / chip.exchangeMs)));
    let [exchanges, toPeripheral, toCentral] = [0, 0, 0];
    let end: ConnectionEventTrace["end"] = "closed";
    while (exchanges < most && (exchanges === 0 || this.hasData)) {
      exchanges += 1;
      if (conditions.packetLoss > 0 && this.#random() < conditions.packetLoss) {
        end = "lost";
        break;
      }
      this.#heardMs = this.#anchorMs;
      this.#isEstablished = true;
      if (this.#ending !== undefined) break;
      if (central.sendOne(peripheral)) toPeripheral += 1;
      if (peripheral.sendOne(central)) toCentral += 1;
    }
    this.#occupy(startMs + exchanges * chip.exchangeMs);
    this.#savedMs = this.hasData ? Math.max(0, this.#savedMs - exchanges * chip.exchangeMs) : 0;
    central.returnCredits();
    peripheral.returnCredits();
    this.#close(end, toPeripheral, toCentral);
  }

  #occupy(untilMs: number): void {
    for (const end of this.#ends()) end.radio.freeAtMs = untilMs;
  }

  #close(end: ConnectionEventTrace["end"], toPeripheral: number, toCentral: number): void {
    const { tell } = this.#around;
    tell({
      kind: "event",
      atMs: this.#anchorMs,
      link: this.name,
      number: this.#event,
      toPeripheral,
      toCentral,
      end,
    });
    const unheardMs = this.#anchorMs - this.#heardMs;
    if (this.#ending !== undefined && unheardMs === 0) this.#endAsAsked(this.#ending.by, this.#ending.reason);
    else if (!this.#isEstablished && this.#event >= EVENTS_TO_ESTABLISH) this.end(STATUS.notEstablished);
    else if (unheardMs >= this.#parameters.timeoutMs) this.end(STATUS.supervisionTimeout);
    else {
      this.#anchorMs += this.#parameters.intervalMs;
      this.#arm();
    }
  }

  #endAsAsked(by: LinkEnd, reason: number): void {
    const reasonAt = (end: LinkEnd) => (end === by ? STATUS.endedByHost : reason);
    this.#end({ central: reasonAt(this.central), peripheral: reasonAt(this.peripheral) });
  }

  #end(reasons: { readonly central: number; readonly peripheral: number }): void {
    const isOver = !this.central.isOpen && !this.peripheral.isOpen;
    if (isOver) return;
    this.central.tellEnd(reasons.central);
    this.peripheral.tellEnd(reasons.peripheral);
    this.#finish(reasons.central);
  }

  #finish(reason: number): void {
    this.#cancel();
    for (const end of [this.central, this.peripheral]) end.radio.leave(this);
    this.#around.forget(this);
    const atMs = this.#around.clock.monotonic();
    this.#around.tell({ kind: "disconnected", atMs, link: this.name, reason });
  }

  #ends(): LinkEnd[] {
    return [this.central, this.peripheral].filter((end) => end.isOpen);
  }
}

/** Anchors are sums of fractions of a millisecond. */
const ROUNDING_MS = 1e-6;
