/** Small things that the hub wants of a toy: a volume, a blinking heart, how near it is while somebody walks about with it. */
import type { BleCommand, BleEvent } from "../../hub/contract/ble-control.ts";
import { ms, seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { ToyError } from "../toys/errors.ts";
import type { ToySession } from "../toys/toy-driver.ts";
import { codeOf } from "./code-of.ts";
import type { HubLine } from "./hub-line.ts";
import { type ToyLink, toRssi } from "./toy-link.ts";

type Wish = Extract<BleCommand, { kind: "set-volume" | "show-heart" }>;
type Watch = Extract<BleCommand, { kind: "watch-signal" }>;
type Failure = Extract<BleEvent, { kind: "asked-failed" }>["code"];

/** An upload that runs is waited for; nobody stands before a button for longer. */
const DONE_WITHIN = seconds(60);
const MEASURE_EVERY = ms(500);
/** A toy that nobody holds advertises twice a second: what was heard longer ago says nothing of now. */
const ADVERT_COUNTS_MS = 2_000;

export interface ToyWishParts {
  readonly clock: Clock;
  readonly log: Logger;
  line(): HubLine;
  linkOf(toy: string): ToyLink | undefined;
  /** What a volume that somebody wants comes to, percent. */
  capVolume(toy: string, percent: number): Promise<number>;
  /** What is told of a toy changed. */
  onChange(): void;
}

export class ToyWishes {
  readonly #parts: ToyWishParts;
  /** By command id. */
  readonly #running = new Map<string, AbortController>();
  /** The watch of each toy, by its command id. */
  readonly #watches = new Map<string, string>();
  /** Toys that are asked for something. */
  readonly #granting = new Set<string>();

  constructor(parts: ToyWishParts) {
    this.#parts = parts;
  }

  /** Right after the link came up. */
  async learn(link: ToyLink, session: ToySession): Promise<void> {
    link.volume = await session.loudness(session.signal);
    this.#parts.onChange();
  }

  /** Answers with `asked-done` or `asked-failed`. One that is being carried out has its answer coming. */
  async grant(wish: Wish): Promise<void> {
    if (this.#running.has(wish.id)) return;
    this.#granting.add(wish.toy);
    const failure = await this.#try(wish);
    this.#granting.delete(wish.toy);
    const { id, toy } = wish;
    this.#parts
      .line()
      .tell(
        failure === undefined
          ? { kind: "asked-done", id, toy }
          : { kind: "asked-failed", id, toy, code: failure },
      );
  }

  async #try(wish: Wish): Promise<Failure | undefined> {
    const link = this.#parts.linkOf(wish.toy);
    if (link === undefined) return "not-claimed";
    const { session } = link;
    if (session === undefined || session.signal.aborted) return "link-lost";
    using own = this.#begin(wish.id, DONE_WITHIN);
    try {
      if (wish.kind === "show-heart") await session.showHeart(seconds(wish.seconds), own.signal);
      else {
        const percent = await this.#parts.capVolume(wish.toy, wish.percent);
        link.volume = await session.keepLoudness(percent, own.signal);
      }
      this.#parts.onChange();
      return undefined;
    } catch (error) {
      this.#parts.log.info("a wish was not granted", { kind: wish.kind, code: codeOf(error) });
      if (session.signal.aborted) return "link-lost";
      if (own.signal.aborted) return own.isLate() ? "toy-busy" : "cancelled";
      return error instanceof ToyError && error.code === "toy.lies" ? "toy-lies" : "toy-busy";
    }
  }

  /** Until its time is over, it is cancelled, or another watch takes its place. */
  async watch({ id, toy, seconds: lasting }: Watch): Promise<void> {
    if (this.#running.has(id)) return;
    const before = this.#watches.get(toy);
    if (before !== undefined) this.cancel(before);
    this.#watches.set(toy, id);
    const line = this.#parts.line();
    {
      using own = this.#begin(id, seconds(lasting));
      while (!own.signal.aborted) {
        const rssi = await this.#measure(toy);
        if (own.signal.aborted) break;
        line.tell({ kind: "signal", id, toy, rssi });
        await this.#parts.clock.sleep(MEASURE_EVERY, own.signal).catch(() => undefined);
      }
    }
    if (this.#watches.get(toy) === id) this.#watches.delete(toy);
    line.tell({ kind: "watch-ended", id, toy });
  }

  async #measure(toy: string): Promise<number | null> {
    const link = this.#parts.linkOf(toy);
    if (link === undefined) return null;
    if (link.session !== undefined) return await link.session.rssi().then(toRssi, () => null);
    const age = link.seenAt === null ? undefined : this.#parts.clock.now() - link.seenAt;
    return age !== undefined && age >= 0 && age <= ADVERT_COUNTS_MS ? link.rssi : null;
  }

  /** Somebody waits for it to do something, or walks about with it. */
  isBusy(toy: string): boolean {
    return this.#watches.has(toy) || this.#granting.has(toy);
  }

  cancel(target: string): void {
    this.#running.get(target)?.abort(new Error("cancelled"));
  }

  cancelAll(): void {
    for (const abort of this.#running.values()) abort.abort(new Error("stopping"));
  }

  #begin(id: string, within: ReturnType<typeof seconds>) {
    const abort = new AbortController();
    let isLate = false;
    this.#running.set(id, abort);
    const stop = this.#parts.clock.after(within, () => {
      isLate = true;
      abort.abort(new Error("it took too long"));
    });
    return {
      signal: abort.signal,
      isLate: () => isLate,
      [Symbol.dispose]: () => {
        stop();
        this.#running.delete(id);
      },
    };
  }
}
