/**
 * Messages in the index: `m` counter -> record, `i` HMAC of the id -> counter, `o` counter while the hub has work with it.
 * Counters have no holes, so that a lost record shows. The sidecar gets each record too, flushed side by side.
 */
import { isOpen, stateOf } from "../domain/message-state.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { MessageRecord, MessageStore } from "../ports/message-store.ts";
import { damagedIndex, StoreError } from "./errors.ts";
import { InTurnByKey } from "./in-turn-by-key.ts";
import type { LedgerChain } from "./ledger-chain.ts";
import { counterKey, counterOf, nameKey, type SealedIndex, type Write } from "./sealed-index.ts";
import type { Sidecars } from "./sidecars.ts";

export class MessageTable implements MessageStore {
  readonly #index: SealedIndex;
  readonly #sidecars: Sidecars;
  readonly #ledger: LedgerChain;
  readonly #named: (name: string) => void;
  readonly #turns = new InTurnByKey();
  /** The last counter given out, and the last that is written. */
  #last: number;
  #written: number;

  private constructor(parts: MessageTableParts, last: number) {
    this.#index = parts.index;
    this.#sidecars = parts.sidecars;
    this.#ledger = parts.ledger;
    this.#named = parts.named;
    this.#last = last;
    this.#written = last;
  }

  static async open(parts: MessageTableParts): Promise<MessageTable> {
    return new MessageTable(parts, await parts.index.last("message"));
  }

  /** @param ledger what this is an instance of; in the same write */
  add(record: MessageRecord, ledger: readonly LedgerEntry[] = []): Promise<void> {
    return this.#turns.run(record.id, async () => {
      const name = this.#sidecars.nameOf(record.id);
      if ((await this.#counter(name)) !== undefined) {
        throw new StoreError("store.exists", "a message has this id");
      }
      this.#index.assertWritable(); // or the sidecar would take in what nobody was told of
      await Promise.all([
        this.#append(name, record, ledger),
        this.#sidecars.append(name, { kind: "record", record, ledger }),
      ]);
    });
  }

  async get(id: string): Promise<MessageRecord | undefined> {
    const counter = await this.#counter(this.#sidecars.nameOf(id));
    return counter === undefined ? undefined : this.#record(counter);
  }

  /** @param ledger what this is an instance of; in the same write */
  update(record: MessageRecord, ledger: readonly LedgerEntry[] = []): Promise<void> {
    return this.#turns.run(record.id, async () => {
      const name = this.#sidecars.nameOf(record.id);
      const counter = await this.#counter(name);
      if (counter === undefined) throw new StoreError("store.missing", "no message has this id");
      this.#index.assertWritable();
      const [, ...changed] = recordWrites(name, counter, record);
      await Promise.all([
        this.#index.commit([...changed, ...this.#ledger.writes(ledger)]),
        this.#sidecars.append(name, { kind: "record", record, ledger }),
      ]);
    });
  }

  /** @throws StoreError `store.missing` for a `before` that is no message */
  async newest(limit: number, before?: string): Promise<readonly MessageRecord[]> {
    let expected = this.#written;
    if (before !== undefined) {
      const counter = await this.#counter(this.#sidecars.nameOf(before));
      if (counter === undefined) throw new StoreError("store.missing", "no message has this id");
      expected = counter - 1;
    }
    if (limit < 1 || expected < 1) return [];
    const page: MessageRecord[] = [];
    const range = { table: "message", to: expected, reverse: true, limit } as const;
    for await (const [key, record] of this.#index.entries<MessageRecord>(range)) {
      if (counterOf(key) !== expected) throw damagedIndex();
      page.push(record);
      expected -= 1;
    }
    if (page.length < limit && expected > 0) throw damagedIndex();
    return page;
  }

  async open(): Promise<readonly MessageRecord[]> {
    const keys: Buffer[] = [];
    for await (const [key] of this.#index.entries({ table: "open" })) {
      keys.push(counterKey("message", counterOf(key)));
    }
    const records = await this.#index.getMany<MessageRecord>(keys);
    return records.map((record) => {
      if (record === undefined) throw damagedIndex();
      return record;
    });
  }

  /**
   * Takes a record that its sidecar holds and the index does not: a kill came between the two. Nobody was told of it, and
   * whoever sent it asks again and finds it. @returns whether it was missing
   */
  adopt(record: MessageRecord, ledger: readonly LedgerEntry[]): Promise<boolean> {
    return this.#turns.run(record.id, async () => {
      const name = this.#sidecars.nameOf(record.id);
      if ((await this.#counter(name)) !== undefined) return false;
      await this.#append(name, record, ledger);
      return true;
    });
  }

  /** Whether a message goes by this name, that of its files. */
  async isNamed(name: string): Promise<boolean> {
    return (await this.areNamed([name]))[0] === true;
  }

  areNamed(names: readonly string[]): Promise<boolean[]> {
    return this.#index.has(names.map(idKey));
  }

  idle(): Promise<void> {
    return this.#turns.idle();
  }

  async #append(name: string, record: MessageRecord, ledger: readonly LedgerEntry[]): Promise<void> {
    this.#last += 1;
    const counter = this.#last;
    await this.#index.commit([...recordWrites(name, counter, record), ...this.#ledger.writes(ledger)]);
    this.#written = counter; // commits end in the order they were asked for
    this.#named(name);
  }

  #counter(name: string): Promise<number | undefined> {
    return this.#index.get<number>(idKey(name));
  }

  async #record(counter: number): Promise<MessageRecord> {
    const record = await this.#index.get<MessageRecord>(counterKey("message", counter));
    if (record === undefined) throw damagedIndex();
    return record;
  }
}

export interface MessageTableParts {
  readonly index: SealedIndex;
  readonly sidecars: Sidecars;
  readonly ledger: LedgerChain;
  /** Told when a message goes by this name. */
  readonly named: (name: string) => void;
}

const idKey = (name: string) => nameKey("messageId", Buffer.from(name, "hex"));

/** What the index holds of one message; the id first. */
export function recordWrites(name: string, counter: number, record: MessageRecord): [Write, Write, Write] {
  return [
    { key: idKey(name), value: counter },
    { key: counterKey("message", counter), value: record },
    { key: counterKey("open", counter), value: isOpen(stateOf(record)) ? 1 : undefined },
  ];
}
