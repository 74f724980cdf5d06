/** The messages that the hub has work with, as the index has them: a few, and what is asked for at every event. */
import { isOpen } from "../domain/message-state.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import type { StoreError } from "./errors.ts";

export interface Numbered {
  readonly counter: number;
  readonly record: MessageRecord;
}

export class OpenMessages {
  readonly #byId = new Map<string, Numbered>();
  readonly #damage: StoreError | undefined;

  /** @param damage why they are not known */
  constructor(damage?: StoreError) {
    this.#damage = damage;
  }

  /** Once it is written. */
  note(counter: number, record: MessageRecord): void {
    if (isOpen(record)) this.#byId.set(record.id, { counter, record });
    else this.#byId.delete(record.id);
  }

  forget(id: string): void {
    this.#byId.delete(id);
  }

  /** @returns `undefined` also for one that the hub has no work with */
  get(id: string): Numbered | undefined {
    return this.#byId.get(id);
  }

  /** The first that came first. @throws StoreError `store.damaged` */
  all(): MessageRecord[] {
    if (this.#damage !== undefined) throw this.#damage;
    return [...this.#byId.values()].sort((a, b) => a.counter - b.counter).map(({ record }) => record);
  }
}
