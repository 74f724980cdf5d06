/** One controller's advertising: an event every interval and up to 10 ms more, heard by who listens. Vol 6 Part B 4.4.2. */
import { leAdvertisingReport, REPORT } from "../../radio/hci/event-packets.ts";
import type { AirClock } from "./air-clock.ts";
import type { AirConditions } from "./air-options.ts";
import type { AirListener } from "./air-trace.ts";
import type { Chip } from "./chip.ts";
import type { Random } from "./seeded-random.ts";

/** Random delay added to each interval, so that two advertisers do not collide for ever. Vol 6 Part B 4.4.2.2.1. */
const MAX_DELAY_MS = 10;
/** From the command to the first advert. */
const START_MS = 1;

export interface AdvertiserSurroundings {
  readonly clock: AirClock;
  readonly conditions: AirConditions;
  readonly tell: AirListener;
  /** Chips that could hear `from` now, `from` not among them, in the order they joined the air. */
  readonly hearers: (from: Chip) => Chip[];
  readonly rssi: (address: string, heardBy: string) => number;
  readonly connect: (central: Chip, peripheral: Chip) => void;
  readonly delay: Random;
  readonly loss: Random;
}

export class Advertiser {
  readonly #chip: Chip;
  readonly #around: AdvertiserSurroundings;
  #cancel: (() => void) | undefined;

  constructor(chip: Chip, around: AdvertiserSurroundings) {
    this.#chip = chip;
    this.#around = around;
  }

  /** To be called whenever the chip's advertising may have been switched. */
  follow(): void {
    const { isOn } = this.#chip.advertising;
    if (!isOn) {
      this.#cancel?.();
      this.#cancel = undefined;
    } else if (this.#cancel === undefined) this.#arm(START_MS);
  }

  #arm(waitMs: number): void {
    const { clock } = this.#around;
    this.#cancel = clock.at(clock.monotonic() + waitMs, () => this.#send());
  }

  #send(): void {
    this.#cancel = undefined;
    const { clock, tell, hearers, connect, delay } = this.#around;
    const heardBy: string[] = [];
    const initiator = hearers(this.#chip).find((hearer) => {
      if (!this.#isWaitedFor(hearer) || this.#isLost()) return false;
      heardBy.push(hearer.address);
      if (this.#isWanted(hearer)) return true;
      this.#report(hearer);
      return false;
    });
    if (heardBy.length > 0) {
      tell({ kind: "advert", atMs: clock.monotonic(), from: this.#chip.address, heardBy });
    }
    if (initiator !== undefined) connect(initiator, this.#chip);
    else this.#arm(this.#chip.advertising.intervalMs + delay() * MAX_DELAY_MS);
  }

  #isWanted(hearer: Chip): boolean {
    const { type } = this.#chip.advertising;
    return hearer.initiating?.peer === this.#chip.address && type === REPORT.connectable;
  }

  #isWaitedFor(hearer: Chip): boolean {
    return hearer.scanning.isOn || this.#isWanted(hearer);
  }

  #isLost(): boolean {
    const { advertLoss } = this.#around.conditions;
    return advertLoss > 0 && this.#around.loss() < advertLoss;
  }

  #report(hearer: Chip): void {
    const { type, data, scanResponse } = this.#chip.advertising;
    this.#reportOne(hearer, type, data);
    const answersScans = type !== REPORT.nonConnectable;
    if (hearer.scanning.isActive && answersScans && !this.#isLost()) {
      this.#reportOne(hearer, REPORT.scanResponse, scanResponse);
    }
  }

  /** With the duplicate filter on, each advertiser's advert and scan response are reported once. 7.8.11. */
  #reportOne(hearer: Chip, type: number, data: Buffer): void {
    const { address } = this.#chip;
    const kind = type === REPORT.scanResponse ? "response" : "advert";
    const { filtersDuplicates, reported } = hearer.scanning;
    if (filtersDuplicates && reported.has(`${address} ${kind}`)) return;
    reported.add(`${address} ${kind}`);
    const rssi = this.#around.rssi(address, hearer.address);
    hearer.toHost(leAdvertisingReport({ type, address, data, rssi }));
  }
}
