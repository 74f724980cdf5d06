/**
 * Messages in the index: `m` counter -> record, `i` HMAC of the id -> counter, `o` counter while the hub has work with it, `a` child
 * and counter -> what an erasing by age needs of it, `f` person and counter -> sent by that one, or given to. Counters have no holes but those of message-gaps.ts, so that a lost record
 * shows. The sidecar gets each record too, flushed side by side.
 */
import { isOpen } from "../domain/message-state.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { KeptMessage, MessageCount, MessageRecord, MessageStore } from "../ports/message-store.ts";
import { damagedIndex, nothingIfDamaged, StoreError } from "./errors.ts";
import { InTurnByKey } from "./in-turn-by-key.ts";
import type { LedgerChain } from "./ledger-chain.ts";
import { MessageCounts } from "./message-counts.ts";
import { belowGap, type Gap, gapWrites, isGap } from "./message-gaps.ts";
import { type Numbered, OpenMessages } from "./open-messages.ts";
import { counterKey, counterOf, nameKey, type SealedIndex, underKey, type Write } from "./sealed-index.ts";
import type { Sidecars } from "./sidecars.ts";

export class MessageTable implements MessageStore {
  readonly #index: SealedIndex;
  readonly #sidecars: Sidecars;
  readonly #ledger: LedgerChain;
  readonly #named: (name: string) => void;
  readonly #turns = new InTurnByKey();
  readonly #counts: MessageCounts;
  readonly #open: OpenMessages;
  /** The last counter given out, and the last that is written. */
  #last: number;
  #written: number;

  private constructor(parts: MessageTableParts, last: number, open: OpenMessages) {
    this.#index = parts.index;
    this.#sidecars = parts.sidecars;
    this.#ledger = parts.ledger;
    this.#named = parts.named;
    this.#last = last;
    this.#written = last;
    this.#open = open;
    this.#counts = new MessageCounts({
      settled: () => this.#index.settled(),
      ofChild: (child) => this.ofChild(child),
    });
  }

  static async open(parts: MessageTableParts): Promise<MessageTable> {
    const last = await parts.index.last("message");
    await noteChildren(parts, last);
    return new MessageTable(parts, last, await readOpen(parts.index));
  }

  /** @param ledger what this is an instance of; in the same write */
  add(record: MessageRecord, ledger: readonly LedgerEntry[] = []): Promise<void> {
    return this.#turns.run(record.id, async () => {
      const name = this.#sidecars.nameOf(record.id);
      if ((await this.#counter(name)) !== undefined) {
        throw new StoreError("store.exists", "a message has this id");
      }
      if (await this.#isErased(name)) throw new StoreError("store.erased", "a message of this id was erased");
      this.#index.assertWritable(); // or the sidecar would take in what nobody was told of
      await Promise.all([
        this.#append(name, record, ledger),
        this.#sidecars.append(name, { kind: "record", record, ledger }),
      ]);
    });
  }

  wasErased(id: string): Promise<boolean> {
    return this.#isErased(this.#sidecars.nameOf(id));
  }

  async get(id: string): Promise<MessageRecord | undefined> {
    this.#index.assertReadable();
    const open = this.#open.get(id);
    if (open !== undefined) return open.record;
    const counter = await this.#counter(this.#sidecars.nameOf(id));
    return counter === undefined ? undefined : this.#record(counter);
  }

  /** @param ledger what this is an instance of; in the same write */
  update(record: MessageRecord, ledger: readonly LedgerEntry[] = []): Promise<void> {
    return this.#turns.run(record.id, async () => {
      const name = this.#sidecars.nameOf(record.id);
      const { counter, record: before } = this.#open.get(record.id) ?? (await this.#found(name));
      this.#index.assertWritable();
      const [, ...writes] = recordWrites(this.#sidecars, counter, record);
      const isSame = before.kept === record.kept && before.sealedBytes === record.sealedBytes;
      const changed = isSame ? writes.slice(0, 2) : writes;
      const people = personWrites(this.#sidecars, counter, before, record);
      this.#counts.change(record.child, counter, countedOf(before), countedOf(record));
      await Promise.all([
        this.#index
          .commit([...changed, ...people, ...this.#ledger.writes(ledger)])
          .then(() => this.#open.note(counter, record)),
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
    const page: MessageRecord[] = [];
    while (page.length < limit && expected > 0) {
      const before = expected;
      expected = await this.#readDown(expected, limit - page.length, page);
      // Nothing there: lost, or erased between two looks.
      if (expected === before) expected = await belowGap(this.#index, expected);
      if (expected === before) throw damagedIndex();
    }
    return page;
  }

  /** Adds up to `limit` records to `page`. @returns the counter to go on from */
  async #readDown(from: number, limit: number, page: MessageRecord[]): Promise<number> {
    let expected = from;
    const range = { table: "message", to: from, reverse: true, limit } as const;
    for await (const [key, stored] of this.#index.entries<MessageRecord | Gap>(range)) {
      if (counterOf(key) !== expected) break;
      if (!isGap(stored)) page.push(stored);
      expected -= isGap(stored) ? stored.gap : 1;
    }
    return expected;
  }

  async *ofChild(child: string): AsyncGenerator<KeptMessage> {
    const under = this.#sidecars.shortNameOf(child);
    for await (const [key, { livedAt, bytes, isKept }] of this.#index.entries<OfChild>({
      table: "ofChild",
      under,
    }))
      yield { counter: counterOf(key), livedAt, bytes, isKept: isKept === true };
  }

  countOf(child: string): Promise<MessageCount> {
    return this.#counts.of(child);
  }

  async byCounter(counter: number): Promise<MessageRecord | undefined> {
    const stored = await this.#index.get<MessageRecord | Gap>(counterKey("message", counter));
    return stored === undefined || isGap(stored) ? undefined : stored;
  }

  async *ofPerson(person: string): AsyncGenerator<MessageRecord> {
    const under = this.#sidecars.shortNameOf(person);
    for await (const [key] of this.#index.entries({ table: "ofPerson", under, reverse: true })) {
      const record = await this.byCounter(counterOf(key));
      // Erased between two looks.
      if (record !== undefined) yield record;
    }
  }

  /** By the name of its files. */
  async byName(name: string): Promise<MessageRecord | undefined> {
    const counter = await this.#counter(name);
    return counter === undefined ? undefined : this.byCounter(counter);
  }

  async open(): Promise<readonly MessageRecord[]> {
    this.#index.assertReadable();
    return this.#open.all();
  }

  /**
   * Takes a record that its sidecar holds and the index does not: a kill came between the two. Nobody was told of it, and
   * whoever sent it asks again and finds it. @returns whether it was missing
   */
  adopt(record: MessageRecord, ledger: readonly LedgerEntry[]): Promise<boolean> {
    return this.#turns.run(record.id, async () => {
      const name = this.#sidecars.nameOf(record.id);
      if ((await this.#counter(name)) !== undefined || (await this.#isErased(name))) return false;
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
    this.#counts.change(record.child, counter, undefined, countedOf(record));
    await this.#index.commit([
      ...recordWrites(this.#sidecars, counter, record),
      ...personWrites(this.#sidecars, counter, undefined, record),
      ...this.#ledger.writes(ledger),
    ]);
    this.#written = counter; // commits end in the order they were asked for
    this.#open.note(counter, record);
    this.#named(name);
  }

  /**
   * What takes messages out of the index; a run of counters stays. One such change at a time, and none of the messages may
   * change meanwhile. @returns what each was, and the writes
   */
  async takeOut(ids: readonly string[]): Promise<TakenOut> {
    const found: Numbered[] = [];
    for (const id of ids) {
      const counter = await this.#counter(this.#sidecars.nameOf(id));
      if (counter !== undefined) found.push({ counter, record: await this.#record(counter) });
    }
    const gone = found.flatMap(({ counter, record }) =>
      keysOf(this.#sidecars, counter, record).map((key) => ({ key, value: undefined })),
    );
    const people = found.flatMap(({ counter, record }) =>
      personWrites(this.#sidecars, counter, record, undefined),
    );
    const gaps = await gapWrites(
      this.#index,
      found.map(({ counter }) => counter),
    );
    return { found, writes: [...gone, ...people, ...gaps] };
  }

  /** In the very turn of the event loop in which {@link takeOut}'s writes are given to the index. */
  tookOut(found: TakenOut["found"]): void {
    for (const { counter, record } of found) {
      this.#counts.change(record.child, counter, countedOf(record), undefined);
      this.#open.forget(record.id);
    }
  }

  async #found(name: string): Promise<Numbered> {
    const counter = await this.#counter(name);
    if (counter === undefined) throw new StoreError("store.missing", "no message has this id");
    return { counter, record: await this.#record(counter) };
  }

  #isErased(name: string): Promise<boolean> {
    return this.#index.has([erasedKey(name)]).then(([isErased]) => isErased === true);
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

export interface TakenOut {
  readonly found: readonly Numbered[];
  readonly writes: readonly Write[];
}

const countedOf = ({ sealedBytes, kept }: MessageRecord) => ({ bytes: sealedBytes, isKept: kept === true });

interface OfChild {
  readonly livedAt: number;
  readonly bytes: number;
  readonly isKept?: true;
}

type Names = Pick<Sidecars, "nameOf" | "shortNameOf">;

const idKey = (name: string) => nameKey("messageId", Buffer.from(name, "hex"));
export const erasedKey = (name: string) => nameKey("erased", Buffer.from(name, "hex"));

/** Where the index holds something of one message: id, record, work, child. */
export const keysOf = (
  names: Names,
  counter: number,
  { id, child }: Pick<MessageRecord, "id" | "child">,
): [Buffer, Buffer, Buffer, Buffer] => [
  idKey(names.nameOf(id)),
  counterKey("message", counter),
  counterKey("open", counter),
  underKey("ofChild", names.shortNameOf(child), counter),
];

/** What the index holds of one message, in the order of {@link keysOf}. */
export function recordWrites(
  names: Names,
  counter: number,
  record: MessageRecord,
): [Write, Write, Write, Write] {
  const [id, message, open, child] = keysOf(names, counter, record);
  return [
    { key: id, value: counter },
    { key: message, value: record },
    { key: open, value: isOpen(record) ? 1 : undefined },
    {
      key: child,
      value: {
        livedAt: record.livedAt ?? record.createdAt,
        bytes: record.sealedBytes,
        ...(record.kept === true ? { isKept: true } : {}),
      } satisfies OfChild,
    },
  ];
}

type Concerns = Pick<MessageRecord, "author" | "shares">;

/** Who sent it, and whom it was given to. */
export const peopleOf = ({ author, shares = [] }: Concerns): string[] => [
  ...new Set([...(author === null ? [] : [author]), ...shares.map(({ person }) => person)]),
];

export const personKey = (names: Pick<Names, "shortNameOf">, person: string, counter: number): Buffer =>
  underKey("ofPerson", names.shortNameOf(person), counter);

/** What makes a message be found by those whom it concerns now, and no longer by those whom it did. */
export function personWrites(
  names: Pick<Names, "shortNameOf">,
  counter: number,
  before: Concerns | undefined,
  after: Concerns | undefined,
): Write[] {
  const [was, is] = [before, after].map((one) => (one === undefined ? [] : peopleOf(one))) as [
    string[],
    string[],
  ];
  const write = (value: unknown) => (person: string) => ({ key: personKey(names, person, counter), value });
  return [
    ...was.filter((person) => !is.includes(person)).map(write(undefined)),
    ...is.filter((person) => !was.includes(person)).map(write(1)),
  ];
}

async function readOpen(index: SealedIndex): Promise<OpenMessages> {
  const counters: number[] = [];
  for await (const [key] of index.entries({ table: "open" })) counters.push(counterOf(key));
  const keys = counters.map((counter) => counterKey("message", counter));
  const records = await index.getMany<MessageRecord>(keys).catch(nothingIfDamaged);
  if (records?.includes(undefined) !== false) return new OpenMessages(damagedIndex());
  const open = new OpenMessages();
  for (const [at, record] of records.entries()) open.note(counters[at] ?? 0, record as MessageRecord);
  return open;
}

const BATCH = 1_000;

/** An index that an older hub wrote does not say what is whose. Killed half-way it is done again. */
async function noteChildren({ index, sidecars }: MessageTableParts, last: number): Promise<void> {
  const mark = nameKey("meta", sidecars.shortNameOf("messages by child"));
  if ((await index.get(mark)) !== undefined) return;
  let writes: Write[] = [];
  for await (const [key, record] of index.entries<MessageRecord>({ table: "message", to: last })) {
    writes.push(recordWrites(sidecars, counterOf(key), record)[3]);
    if (writes.length < BATCH) continue;
    await index.writeUnflushed(writes);
    writes = [];
  }
  await index.commit([...writes, { key: mark, value: 1 }]);
}
