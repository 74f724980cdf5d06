/** One lantern's characteristics, and what it says of itself. */
import type { Characteristic, Link } from "../../../ble/radio/radio.ts";
import { ToyError } from "../../../ble/toys/errors.ts";
import { type Duration, seconds } from "../../../hub/domain/duration.ts";
import type { Clock } from "../../../hub/ports/clock.ts";
import { CHARACTERISTICS, type CharacteristicName, LANTERN_SERVICE } from "./gatt-table.ts";
import { encodeOrder, type Order } from "./orders.ts";
import { decodeStatus, type Status } from "./status.ts";

const ANSWER_WITHIN = seconds(5);
const TAG = /^[\x20-\x7e]{8}$/;

export class LanternWire {
  readonly link: Link;
  readonly clock: Clock;
  readonly #found: ReadonlyMap<string, Characteristic>;
  readonly #listeners = new Set<(status: Status) => void>();
  #status: Status | undefined;

  private constructor(link: Link, clock: Clock, found: ReadonlyMap<string, Characteristic>) {
    this.link = link;
    this.clock = clock;
    this.#found = found;
  }

  /** @throws {ToyError} `toy.lies` for a tag that no lantern has */
  static async open(link: Link, clock: Clock, signal: AbortSignal): Promise<[LanternWire, string]> {
    const wanted = Object.values(CHARACTERISTICS).map(({ uuid }) => uuid);
    const found = await link.characteristics(LANTERN_SERVICE, wanted, { within: seconds(10), signal });
    const wire = new LanternWire(link, clock, found);
    await wire.#at("status").subscribe((value) => wire.#hear(value), { within: ANSWER_WITHIN, signal });
    await wire.refresh(signal);
    return [wire, await wire.readTag(signal)];
  }

  get isResting(): boolean {
    return this.#status?.state === "resting";
  }

  onStatus(listener: (status: Status, before: Status | undefined) => void): () => void {
    let before = this.#status;
    const keeping = (status: Status) => {
      const last = before;
      before = status;
      listener(status, last);
    };
    this.#listeners.add(keeping);
    return () => this.#listeners.delete(keeping);
  }

  /** @throws {ToyError} `toy.lies` */
  async refresh(signal: AbortSignal): Promise<Status> {
    const status = decodeStatus(await this.#at("status").read({ within: ANSWER_WITHIN, signal }));
    if (status === undefined) throw new ToyError("toy.lies", "Not the status of a lantern");
    this.#status = status;
    return status;
  }

  /** @throws {ToyError} `toy.busy` when it does not rest in time */
  async rest(within: Duration, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = this.onStatus(() => resolve());
    const cancel = this.clock.after(within, resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
    try {
      if (!this.isResting) await promise;
    } finally {
      stop();
      cancel();
    }
    signal.throwIfAborted();
    if (!this.isResting) throw new ToyError("toy.busy", "The lantern is in use");
  }

  order(order: Order, signal: AbortSignal): Promise<void> {
    return this.#at("order").write(encodeOrder(order), { within: ANSWER_WITHIN, signal });
  }

  sound(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    return this.#at("sound").write(bytes, { within: ANSWER_WITHIN, signal });
  }

  async readTag(signal: AbortSignal): Promise<string> {
    const tag = Buffer.from(await this.#at("tag").read({ within: ANSWER_WITHIN, signal })).toString("latin1");
    if (!TAG.test(tag)) throw new ToyError("toy.lies", "A tag is 8 printable characters");
    return tag;
  }

  writeTag(tag: string, signal: AbortSignal): Promise<void> {
    return this.#at("tag").write(Buffer.from(tag, "latin1"), { within: ANSWER_WITHIN, signal });
  }

  #at(name: CharacteristicName): Characteristic {
    const found = this.#found.get(CHARACTERISTICS[name].uuid);
    if (found === undefined) throw new TypeError(`No characteristic ${name}`); // `Link.characteristics` gives all or throws
    return found;
  }

  #hear(value: Uint8Array): void {
    const status = decodeStatus(value);
    if (status === undefined) return;
    this.#status = { ...status, button: "none" };
    for (const listener of [...this.#listeners]) listener(status);
  }
}
