import { type BleEvent, bleEvent, type DurableBleEvent } from "../../hub/contract/ble-control.ts";
import { makePublicId } from "../../hub/contract/public-id.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import type { Journal, JsonValue } from "../journal/journal.ts";
import { codeOf } from "./code-of.ts";

const PREFIX = "outbox/";

type WithoutEnvelope<T> = T extends unknown ? Omit<T, "event" | "at"> : never;
export type NewDurableEvent = WithoutEnvelope<DurableBleEvent>;

export interface OutboxParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Logger;
  random(bytes: number): Uint8Array;
}

/**
 * Durable events: in the journal before they are told, until the hub says that their effect is on its disk. Where the
 * journal has no room they wait in memory and are told all the same; they are written as soon as there is room.
 */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #unwritten = new Map<string, DurableBleEvent>();
  /** Ordered by time of writing, also when the wall clock steps back: what happened first is told first. */
  #order: number;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    const last = parts.journal.entries(PREFIX).at(-1)?.[0] ?? "";
    this.#order = Number.parseInt(last.slice(PREFIX.length), 10) || 0;
  }

  /** The event as it will be told, and the journal's change that makes it durable: for one step together with others. */
  prepare(event: NewDurableEvent): {
    readonly event: DurableBleEvent;
    readonly change: readonly [string, JsonValue];
  } {
    const { clock, random } = this.#parts;
    const whole = {
      ...event,
      event: makePublicId(random(16)),
      at: new Date(clock.now()).toISOString(),
    } as DurableBleEvent;
    this.#order = Math.max(this.#order + 1, Math.trunc(clock.now()));
    return {
      event: whole,
      change: [`${PREFIX}${String(this.#order).padStart(15, "0")}/${whole.event}`, whole],
    };
  }

  /**
   * @param also changes of the journal that are durable with it, where it is
   * @returns the event as it is to be told
   */
  async add(
    event: NewDurableEvent,
    also: readonly (readonly [string, JsonValue | undefined])[] = [],
  ): Promise<DurableBleEvent> {
    const { event: whole, change } = this.prepare(event);
    try {
      await this.#parts.journal.change([change, ...also]);
    } catch (error) {
      this.#parts.log.error("an event could not be written down yet", {
        kind: event.kind,
        code: codeOf(error),
      });
      this.#unwritten.set(change[0], whole);
    }
    return whole;
  }

  /** Writes what found no room before. */
  async writeAgain(): Promise<void> {
    for (const [key, event] of [...this.#unwritten]) {
      await this.#parts.journal.put(key, event);
      this.#unwritten.delete(key);
    }
  }

  async acknowledge(event: string): Promise<void> {
    for (const key of this.#unwritten.keys()) if (key.endsWith(`/${event}`)) this.#unwritten.delete(key);
    for (const [key] of this.#parts.journal.entries(PREFIX))
      if (key.endsWith(`/${event}`)) await this.#parts.journal.delete(key);
  }

  /** What the hub has not acknowledged, oldest first. */
  pending(): readonly DurableBleEvent[] {
    const written = this.#parts.journal.entries(PREFIX).flatMap(([key, value]) => {
      const event: BleEvent | undefined = bleEvent.safeParse(value).data;
      return event !== undefined && "event" in event ? [[key, event] as const] : [];
    });
    return [...written, ...this.#unwritten].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event);
  }
}
