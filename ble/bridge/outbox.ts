import { type BleEvent, bleEvent, type DurableBleEvent } from "../../hub/contract/ble-control.ts";
import { makePublicId } from "../../hub/contract/public-id.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Journal } from "../journal/journal.ts";

const PREFIX = "outbox/";

type WithoutEnvelope<T> = T extends unknown ? Omit<T, "event" | "at"> : never;
export type NewDurableEvent = WithoutEnvelope<DurableBleEvent>;

/** Durable events: in the journal before they are told, until the hub says that their effect is on its disk. */
export class Outbox {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #random: (bytes: number) => Uint8Array;

  constructor(journal: Journal, clock: Clock, random: (bytes: number) => Uint8Array) {
    this.#journal = journal;
    this.#clock = clock;
    this.#random = random;
  }

  /** @returns the event as it is to be told, now that it cannot be lost */
  async add(event: NewDurableEvent): Promise<BleEvent> {
    const whole = {
      ...event,
      event: makePublicId(this.#random(16)),
      at: new Date(this.#clock.now()).toISOString(),
    } as DurableBleEvent;
    // Ordered by time of writing, so that what happened first is told first.
    const order = String(Math.trunc(this.#clock.now())).padStart(15, "0");
    await this.#journal.put(`${PREFIX}${order}/${whole.event}`, whole);
    return whole;
  }

  async acknowledge(event: string): Promise<void> {
    for (const [key] of this.#journal.entries(PREFIX))
      if (key.endsWith(`/${event}`)) await this.#journal.delete(key);
  }

  pending(): readonly BleEvent[] {
    return this.#journal.entries(PREFIX).flatMap(([, value]) => bleEvent.safeParse(value).data ?? []);
  }
}
