/**
 * The virtual air: controllers, the links between them, and what the room does to both. One air, one clock, one seed;
 * the same hosts doing the same things in `stepped` time meet the same events, packet for packet.
 */

import { parseBluetoothAddress } from "../../radio/hci/bluetooth-address.ts";
import { leConnectionComplete } from "../../radio/hci/event-packets.ts";
import { Advertiser } from "./advertiser.ts";
import type { AirClock } from "./air-clock.ts";
import { type AirConditions, type ChipOptions, DEFAULT_CHIP, DEFAULT_CONDITIONS } from "./air-options.ts";
import type { AirListener, LinkName } from "./air-trace.ts";
import { Chip } from "./chip.ts";
import { VirtualController } from "./controller.ts";
import { AirError } from "./errors.ts";
import { HostPort } from "./host-port.ts";
import { Link, type LinkSurroundings } from "./link.ts";
import { Range } from "./range.ts";
import { seededRandom } from "./seeded-random.ts";

export interface AirOptions extends Partial<AirConditions>, Partial<ChipOptions> {
  readonly clock: AirClock;
  /** Everything that is left to chance depends on this number alone. */
  readonly seed?: number;
}

/** A link as others may see it. */
export interface LinkView extends LinkName {
  /** Connection events there have been. */
  readonly event: number;
  readonly intervalMs: number;
  readonly latency: number;
  readonly timeoutMs: number;
}

interface Member {
  readonly controller: VirtualController;
  readonly chip: Chip;
}

export function openAir(options: AirOptions): Air {
  return new Air(options);
}

export class Air implements Disposable {
  readonly clock: AirClock;
  /** May be changed at any time; links and adverts read it at their next event. */
  readonly conditions: AirConditions;
  /** Who is out of whose range, and how loud they are. */
  readonly range: Range;
  readonly #chipOptions: ChipOptions;
  readonly #seed: number;
  readonly #members = new Map<string, Member>();
  readonly #links = new Set<Link>();
  readonly #listeners = new Set<AirListener>();
  #linkCount = 0;
  #linksToFail = 0;

  constructor(options: AirOptions) {
    this.clock = options.clock;
    this.conditions = pick(DEFAULT_CONDITIONS, options);
    this.#chipOptions = pick(DEFAULT_CHIP, options);
    this.#seed = options.seed ?? 1;
    this.range = new Range(options.clock);
  }

  /**
   * @param address `aa:bb:cc:dd:ee:ff`, public
   * @throws AirError `air.bad-address`, `air.address-taken`
   */
  addController(address: string, options: { readonly isUp?: boolean } = {}): VirtualController {
    const parsed = parseBluetoothAddress(address);
    if (parsed === undefined) throw new AirError("air.bad-address", `not a Bluetooth address: ${address}`);
    if (this.#members.has(parsed)) throw new AirError("air.address-taken", `two controllers with ${parsed}`);
    const member = this.#newMember(parsed, options.isUp ?? true);
    this.#members.set(parsed, member);
    return member.controller;
  }

  get controllers(): readonly VirtualController[] {
    return [...this.#members.values()].map((member) => member.controller);
  }

  /** Links that exist now, oldest first. */
  links(): LinkView[] {
    return [...this.#links].map((link) => ({ ...link.name, event: link.event, ...link.parameters }));
  }

  /** The link of a peripheral, if there is one. */
  linkOf(peripheral: string): LinkView | undefined {
    return this.links().find((link) => link.peripheral === peripheral.toLowerCase());
  }

  /** The next `count` links are created and never heard: hosts learn 0x3e after six intervals. */
  failNextLinks(count: number): void {
    this.#linksToFail = count;
  }

  /** Hears of everything that happens; the returned function ends it. */
  listen(listener: AirListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Powers all controllers off. The clock belongs to who opened it. */
  [Symbol.dispose](): void {
    for (const { controller } of this.#members.values()) controller.power(false);
    this.#listeners.clear();
  }

  readonly #tell: AirListener = (entry) => {
    for (const listener of this.#listeners) listener(entry);
  };

  readonly #rssi = (address: string, heardBy: string) => this.range.rssi(address, heardBy);

  #newMember(address: string, isUp: boolean): Member {
    const { clock, conditions } = this;
    const [tell, rssi] = [this.#tell, this.#rssi];
    const port = new HostPort(address, clock, tell, isUp);
    const chip = new Chip({ address, options: this.#chipOptions, toHost: (packet) => port.send(packet) });
    const advertiser = new Advertiser(chip, {
      clock,
      conditions,
      tell,
      rssi,
      hearers: (from) => this.#hearers(from),
      connect: (central, peripheral) => this.#connect(central, peripheral),
      delay: seededRandom(this.#seed, `advert delay ${address}`),
      loss: seededRandom(this.#seed, `advert loss ${address}`),
    });
    const around = {
      rssi,
      intervalMs: () => conditions.intervalMs,
      advertisingChanged: () => advertiser.follow(),
    };
    return { chip, controller: new VirtualController({ chip, port, around }) };
  }

  #hearers(from: Chip): Chip[] {
    return [...this.#members.values()]
      .filter(({ chip, controller }) => chip !== from && controller.isUp)
      .map(({ chip }) => chip)
      .filter((chip) => this.range.canHear(from.address, chip.address));
  }

  /** A connectable advertiser met its initiator: both forget what brought them together and hold a link. */
  #connect(central: Chip, peripheral: Chip): void {
    const wanted = central.initiating;
    if (wanted === undefined) return;
    central.initiating = undefined;
    peripheral.advertising.isOn = false;
    this.#linkCount += 1;
    const name = { id: this.#linkCount, central: central.address, peripheral: peripheral.address };
    const ends = { central: central.newEnd(), peripheral: peripheral.newEnd() };
    const failsToEstablish = this.#linksToFail > 0;
    if (failsToEstablish) this.#linksToFail -= 1;
    const random = seededRandom(this.#seed, `packet loss ${name.central} ${name.peripheral} ${name.id}`);
    const link = new Link(this.#linkSurroundings(), name, ends, { ...wanted, random, failsToEstablish });
    this.#links.add(link);
    this.#tell({ kind: "connected", atMs: this.clock.monotonic(), link: name });
    for (const [role, chip, peer] of [
      ["central", central, peripheral],
      ["peripheral", peripheral, central],
    ] as const) {
      const end = ends[role];
      chip.links.set(end.handle, { link, end });
      chip.toHost(leConnectionComplete({ ...link.parameters, handle: end.handle, role, peer: peer.address }));
    }
    link.start();
  }

  #linkSurroundings(): LinkSurroundings {
    return {
      clock: this.clock,
      conditions: this.conditions,
      chip: this.#chipOptions,
      tell: this.#tell,
      canHear: (a, b) => this.range.canHear(a, b),
      forget: (link) => this.#links.delete(link),
    };
  }
}

/** `defaults`, with what `options` says of the same names. */
function pick<T extends object>(defaults: T, options: Partial<T>): T {
  const picked = { ...defaults };
  for (const key of Object.keys(defaults) as (keyof T)[]) {
    const value = options[key];
    if (value !== undefined) picked[key] = value;
  }
  return picked;
}
