/**
 * LevelDB as the index: keys say nothing (a letter, then a counter or an HMAC), values are sealed, every acknowledged
 * write is flushed. Writes asked for while one is on its way go together in the next: one flush for all of them, in the
 * order they were asked for, so that a kill cuts between two and never swaps them.
 */
import type { KeyObject } from "node:crypto";
import { type BatchOperation, Level } from "level";
import { damagedIndex, hasCode, StoreError } from "./errors.ts";
import { sealJson, unsealJson } from "./sealed-value.ts";

type Database = Level<Buffer, Buffer>;
type Operation = BatchOperation<Database, Buffer, Buffer>;

/** `value: undefined` removes the key. */
export interface Write {
  readonly key: Buffer;
  readonly value: unknown;
}

export interface Range {
  /** First letter of the keys. */
  readonly table: Table;
  /** Counters, both included. */
  readonly from?: number;
  readonly to?: number;
  readonly reverse?: boolean;
  readonly limit?: number;
}

/** One letter a table. Letters are never used again for something else. */
const TABLES = {
  meta: "x", //      by HMAC of a fixed word
  message: "m", //   by counter: the record
  messageId: "i", // by HMAC of the public id: the counter
  open: "o", //      by counter: messages that the hub has work with
  person: "p", //    by HMAC of the id, as the next four
  session: "s",
  toy: "t",
  child: "c",
  roster: "r", //    by counter
  ledger: "l", //    by counter
  report: "w", //    by HMAC of the id
  countersignature: "n", // by HMAC of the device's key
} as const;
export type Table = keyof typeof TABLES;

const COUNTER_BYTES = 8;

export function counterKey(table: Table, counter: number): Buffer {
  const key = Buffer.alloc(1 + COUNTER_BYTES, TABLES[table]);
  key.writeBigUInt64BE(BigInt(counter), 1);
  return key;
}

export const nameKey = (table: Table, name: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(TABLES[table]), name]);

export const counterOf = (key: Buffer): number => Number(key.readBigUInt64BE(1));

export class SealedIndex implements AsyncDisposable {
  readonly #db: Database;
  readonly #key: KeyObject;
  #waiting: Operation[] = [];
  #next: Promise<void> | undefined;
  #running: Promise<void> = Promise.resolve();
  #failure: StoreError | undefined;
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
  async *entries<T>({ table, from, to, reverse, limit }: Range): AsyncGenerator<[key: Buffer, value: T]> {
    const letter = TABLES[table];
    const iterator = this.#db.iterator({
      gte: from === undefined ? Buffer.from(letter) : counterKey(table, from),
      ...(to === undefined
        ? { lt: Buffer.from([letter.charCodeAt(0) + 1]) }
        : { lte: counterKey(table, to) }),
      reverse: reverse ?? false,
      limit: limit ?? -1,
      fillCache: limit !== undefined,
    });
    try {
      for (;;) {
        const some = await this.#read(() => iterator.nextv(Math.min(limit ?? 256, 256)));
        if (some.length === 0) return;
        for (const [key, sealed] of some) yield [key, unsealJson<T>(this.#key, key, sealed)];
      }
    } finally {
      await iterator.close();
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
    if (this.#failure?.code === "store.damaged") throw this.#failure;
    try {
      return await work();
    } catch (cause) {
      if (this.#failure?.code === "store.closed") throw this.#failure;
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
  const db: Database = new Level<Buffer, Buffer>(folder, {
    keyEncoding: "buffer",
    valueEncoding: "buffer",
    compression: false, // sealed bytes do not shrink
    cacheSize: 2 * 1024 * 1024,
    writeBufferSize: 2 * 1024 * 1024,
  });
  try {
    await db.open();
    return db;
  } catch (error) {
    throw levelError("open the index", error, true);
  }
}
