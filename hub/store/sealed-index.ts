/**
 * LevelDB as the index: keys say nothing (a letter, then a counter or an HMAC), values are sealed, every acknowledged
 * write is flushed. Writes asked for while one is on its way go together in the next: one flush for all of them, in the
 * order they were asked for, so that a kill cuts between two and never swaps them.
 */
import type { KeyObject } from "node:crypto";
import { type BatchOperation, Level } from "level";
import { damagedIndex, hasCode, StoreError } from "./errors.ts";
import type { RawEntry } from "./index-stream.ts";
import { sealJson, unsealJson } from "./sealed-value.ts";

/** `level` is `classic-level` here; its types leave this out. */
interface Merging {
  compactRange(from: Buffer, to: Buffer): Promise<void>;
}
interface Destroying {
  destroy(location: string): Promise<void>;
}
type Database = Level<Buffer, Buffer> & Merging;
type Operation = BatchOperation<Database, Buffer, Buffer>;

/** `value: undefined` removes the key. */
export interface Write {
  readonly key: Buffer;
  readonly value: unknown;
}

export interface Range {
  /** First letter of the keys. */
  readonly table: Table;
  /** What the keys go on with. */
  readonly under?: Uint8Array;
  /** Counters, both included. */
  readonly from?: number;
  readonly to?: number;
  readonly reverse?: boolean;
  readonly limit?: number;
}

/** One letter a table. Letters are never used again for something else. */
export const TABLES = {
  meta: "x", //      by HMAC of a fixed word
  message: "m", //   by counter: the record
  messageId: "i", // by HMAC of the public id: the counter
  open: "o", //      by counter: messages that the hub has work with
  person: "p", //    by HMAC of the id, as the next five
  session: "s",
  toy: "t",
  child: "c",
  invitation: "v",
  roster: "r", //    by counter
  former: "y", //    by counter: families that the hub started anew after
  ledger: "l", //    by counter
  report: "w", //    by HMAC of the id, as the next
  library: "b",
  alert: "g", //     by HMAC of the class
  countersignature: "n", // by HMAC of the device's key
  push: "u", //      by HMAC of the device's key
  remote: "d", //    by HMAC of the label: a name away from home
  ofChild: "a", //   by HMAC of the child's id and counter: how old and how large a message is
  ofPerson: "f", //  by HMAC of a person's id and counter: what that one sent, or was given
  erasing: "z", //   by HMAC of the message's id: an erasure that is under way
  erased: "e", //    the same: it was there, and does not come back
  receipt: "q", //   by counter
} as const;
export type Table = keyof typeof TABLES;

const COUNTER_BYTES = 8;

export function counterKey(table: Table, counter: number): Buffer {
  const key = Buffer.alloc(1 + COUNTER_BYTES, TABLES[table]);
  key.writeBigUInt64BE(BigInt(counter), 1);
  return key;
}

/** A counter within a part of a table. */
export const underKey = (table: Table, under: Uint8Array, counter: number): Buffer =>
  Buffer.concat([Buffer.from(TABLES[table]), under, counterKey(table, counter).subarray(1)]);

export const nameKey = (table: Table, name: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(TABLES[table]), name]);

/** Of a key that ends with one. */
export const counterOf = (key: Buffer): number => Number(key.readBigUInt64BE(key.byteLength - COUNTER_BYTES));

const NOTHING = new Uint8Array();

/** The first key that does not begin so. */
const behind = (start: Buffer): Buffer => {
  const end = Buffer.from(start);
  // No letter, and no HMAC that is looked for, ends in 0xff alone.
  for (let at = end.byteLength - 1; at >= 0; at--) {
    const byte = end[at] ?? 0;
    if (byte === 0xff) continue;
    end[at] = byte + 1;
    return end.subarray(0, at + 1);
  }
  return end;
};

/** Sealing more in one go would hold up everything else. */
const PURGED_AT_ONCE = 400;
/** Past so many keys of a table all between the first and the last is merged at once. */
const MOST_RANGES = 16;

function rangesOf(keys: readonly Buffer[]): (readonly [Buffer, Buffer])[] {
  const tables = Map.groupBy(keys, (key) => key[0]);
  return [...tables.values()].flatMap((ofTable) => {
    const [first, ...others] = ofTable.toSorted(Buffer.compare);
    const last = others.at(-1) ?? first;
    if (first === undefined || last === undefined) return [];
    if (ofTable.length > MOST_RANGES) return [[first, last] as const];
    return ofTable.map((key) => [key, key] as const);
  });
}

export class SealedIndex implements AsyncDisposable {
  readonly #db: Database;
  readonly #key: KeyObject;
  #waiting: Operation[] = [];
  #next: Promise<void> | undefined;
  #running: Promise<void> = Promise.resolve();
  #failure: StoreError | undefined;
  /** Iterators that are open. */
  readonly #reading = new Set<Promise<void>>();
  readonly #broken = Promise.withResolvers<StoreError>();

  constructor(db: Database, key: KeyObject) {
    this.#db = db;
    this.#key = key;
  }

  /** Resolves when {@link fail} was called, or a write failed. */
  get broken(): Promise<StoreError> {
    return this.#broken.promise;
  }

  async get<T>(key: Buffer): Promise<T | undefined> {
    const sealed = await this.#read(() => this.#db.get(key));
    return sealed === undefined ? undefined : unsealJson<T>(this.#key, key, sealed);
  }

  async getMany<T>(keys: readonly Buffer[]): Promise<(T | undefined)[]> {
    const found = await this.#read(() => this.#db.getMany([...keys]));
    return keys.map((key, at) => {
      const sealed = found[at];
      return sealed === undefined ? undefined : unsealJson<T>(this.#key, key, sealed);
    });
  }

  /** Whether the keys are there, without opening what they hold. */
  has(keys: readonly Buffer[]): Promise<boolean[]> {
    return this.#read(() => this.#db.hasMany([...keys]));
  }

  /** In the order of the keys. */
  async *entries<T>({
    table,
    under = NOTHING,
    from,
    to,
    reverse,
    limit,
  }: Range): AsyncGenerator<[key: Buffer, value: T]> {
    const first = Buffer.concat([Buffer.from(TABLES[table]), under]);
    const iterator = this.#db.iterator({
      gte: from === undefined ? first : underKey(table, under, from),
      ...(to === undefined ? { lt: behind(first) } : { lte: underKey(table, under, to) }),
      reverse: reverse ?? false,
      limit: limit ?? -1,
      fillCache: limit !== undefined,
    });
    const reading = Promise.withResolvers<void>();
    this.#reading.add(reading.promise);
    try {
      for (;;) {
        const some = await this.#read(() => iterator.nextv(Math.min(limit ?? 256, 256)));
        if (some.length === 0) return;
        for (const [key, sealed] of some) yield [key, unsealJson<T>(this.#key, key, sealed)];
      }
    } finally {
      await iterator.close();
      this.#reading.delete(reading.promise);
      reading.resolve();
    }
  }

  /** Every entry as it lies there, sealed, in the order of the keys and as of the first that is asked for. */
  async *raw(): AsyncGenerator<RawEntry> {
    const iterator = this.#db.iterator({ fillCache: false });
    const reading = Promise.withResolvers<void>();
    this.#reading.add(reading.promise);
    try {
      for (;;) {
        const some = await this.#read(() => iterator.nextv(256));
        if (some.length === 0) return;
        yield* some;
      }
    } finally {
      await iterator.close();
      this.#reading.delete(reading.promise);
      reading.resolve();
    }
  }

  /** Takes entries in as {@link raw} gave them. @param isLast flushes these and all before */
  async layRaw(entries: readonly RawEntry[], { isLast = false } = {}): Promise<void> {
    const operations = entries.map(([key, value]): Operation => ({ type: "put", key, value }));
    try {
      await this.#db.batch(operations, { sync: isLast });
    } catch (cause) {
      throw levelError("write to the index", cause, true);
    }
  }

  /** What {@link raw} gave, opened. @throws StoreError `store.damaged` */
  open<T>([key, sealed]: RawEntry): T {
    return unsealJson<T>(this.#key, key, sealed);
  }

  /**
   * Writes what is to stand at these keys, and sees to it that nothing which stood there before is left in any of LevelDB's
   * files. LevelDB appends: a value that was overwritten or removed lies in log and tables until they are merged, and two
   * versions of a key that were never in different tables are not. So it is done twice: what the first merging finds in
   * one table, the second finds below what was written since.
   */
  async purge(writes: readonly Write[]): Promise<void> {
    if (writes.length === 0) return;
    for (let round = 0; round < 2; round++) {
      for (let at = 0; at < writes.length; at += PURGED_AT_ONCE) {
        const some = writes.slice(at, at + PURGED_AT_ONCE);
        await this.commit([...some.map(({ key }) => ({ key, value: 0 })), ...some]);
      }
      // Whoever still reads what stood there keeps LevelDB from dropping it.
      await Promise.all(this.#reading);
      for (const [from, to] of rangesOf(writes.map(({ key }) => key)))
        await this.#read(() => this.#db.compactRange(from, to));
    }
  }

  /** The last counter in use; 0 when there is none. */
  async last(table: Table): Promise<number> {
    for await (const [key] of this.entries({ table, reverse: true, limit: 1 })) return counterOf(key);
    return 0;
  }

  /**
   * All or nothing, durable when it resolves.
   * @throws StoreError `store.io` or `store.disk-full`, both fatal: nothing can be written until the next start
   */
  commit(writes: readonly Write[]): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    for (const write of writes) this.#waiting.push(this.#operation(write));
    this.#next ??= this.#flush();
    return this.#next;
  }

  /** Resolves when everything asked for until now is written, or failed. */
  async settled(): Promise<void> {
    await (this.#next ?? this.#running).catch(() => {}); // whoever asked for it is told
  }

  /** @throws StoreError what {@link fail} was told, or why a write failed */
  assertWritable(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** @throws StoreError where nothing is to be read any more: data is damaged, or the store closed */
  assertReadable(): void {
    const code = this.#failure?.code;
    if (code === "store.damaged" || code === "store.closed") throw this.#failure;
  }

  /** From here on nothing is written, and where data is damaged nothing read. */
  fail(error: StoreError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#broken.resolve(error);
  }

  /** For a rebuild: not durable before the next {@link commit}. */
  async writeUnflushed(writes: readonly Write[]): Promise<void> {
    await this.#db.batch(
      writes.map((write) => this.#operation(write)),
      { sync: false },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.settled();
    this.#failure ??= new StoreError("store.closed", "the store is closed");
    await this.#db.close();
  }

  async #flush(): Promise<void> {
    await this.#running.catch(() => {}); // its own callers hear of it; here #failure says so
    const batch = this.#waiting;
    this.#waiting = [];
    this.#next = undefined;
    if (this.#failure !== undefined) throw this.#failure;
    const written = this.#db.batch(batch, { sync: true });
    this.#running = written;
    try {
      await written;
    } catch (cause) {
      // LevelDB's log may now hold half a record: what is written after it could be lost at the next start.
      const failure = levelError("write to the index", cause, true);
      this.fail(failure);
      throw failure;
    }
  }

  #operation({ key, value }: Write): Operation {
    return value === undefined
      ? { type: "del", key }
      : { type: "put", key, value: sealJson(this.#key, key, value) };
  }

  async #read<T>(work: () => Promise<T>): Promise<T> {
    this.assertReadable();
    try {
      return await work();
    } catch (cause) {
      this.assertReadable(); // closed meanwhile
      throw levelError("read the index", cause, false);
    }
  }
}

function levelError(doing: string, error: unknown, isFatal: boolean): StoreError {
  const said = [error, error instanceof Error ? error.cause : undefined];
  if (said.some((one) => hasCode(one, "LEVEL_LOCKED"))) {
    return new StoreError("store.in-use", "another Pawpost hub is running on this data folder", {
      cause: error,
    });
  }
  const text = said.map((one) => (one instanceof Error ? one.message : "")).join(" ");
  const isCorrupt = said.some((one) => hasCode(one, "LEVEL_CORRUPTION"));
  // A file that another one names is gone; LevelDB calls that an I/O error.
  if (isCorrupt || /no such file|corruption/i.test(text)) return damagedIndex({ cause: error, isFatal });
  if (/no space left|quota exceeded/i.test(text)) {
    return new StoreError("store.disk-full", `${doing}: the disk is full`, {
      cause: error,
      isFatal,
    });
  }
  if (hasCode(error, "LEVEL_DATABASE_NOT_OPEN") && said[1] === undefined) {
    return new StoreError("store.closed", "the store is closed", { cause: error });
  }
  return new StoreError("store.io", `${doing}: the disk failed`, {
    cause: error,
    isFatal,
  });
}

/** Takes LevelDB's lock, which the kernel drops when the process ends, however it ends. @throws StoreError */
export async function openDatabase(folder: string): Promise<Database> {
  const db = new Level<Buffer, Buffer>(folder, {
    keyEncoding: "buffer",
    valueEncoding: "buffer",
    compression: false, // sealed bytes do not shrink
    cacheSize: 2 * 1024 * 1024,
    writeBufferSize: 2 * 1024 * 1024,
  }) as Database;
  try {
    await db.open();
    return db;
  } catch (error) {
    throw levelError("open the index", error, true);
  }
}

/** Removes the folder's database, under its lock. @throws StoreError */
export async function destroyDatabase(folder: string): Promise<void> {
  try {
    await (Level as typeof Level & Destroying).destroy(folder);
  } catch (error) {
    throw levelError("remove the index", error, true);
  }
}
