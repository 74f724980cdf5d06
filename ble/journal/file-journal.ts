/**
 * The journal as a file: appended, checked line by line, made durable by fdatasync before anything is acknowledged, and
 * written anew when most of it is history. Nothing here blocks the event loop.
 */

import { readFile } from "node:fs/promises";
import { JournalError } from "./errors.ts";
import {
  type Journal,
  type JournalView,
  type JsonValue,
  MAX_TOTAL_BYTES,
  MAX_VALUE_BYTES,
} from "./journal.ts";
import { type JournalFile, type JournalFolder, journalFolder } from "./journal-file.ts";
import { type Change, decodeJournal, encodeLine, HEADER } from "./journal-text.ts";
import { holdLock } from "./lock-file.ts";

/** A file shorter than this is never written anew. */
const COMPACT_FROM_BYTES = 65_536;
/** Written anew when it is this many times as long as what it holds. */
const COMPACT_RATIO = 4;
/** Most that is put into words, or written, in one go: the event loop has a toy's watchdog to answer. */
const BATCH_BYTES = 131_072;

/**
 * @param path the file; its folder must exist. Beside it lie `path.lock` and, for moments, `path.new`.
 * @throws {JournalError} `journal.damaged`, `journal.in-use`, `journal.full`, `journal.failed`
 */
export async function openJournal(path: string): Promise<Journal> {
  const lock = await holdLock(`${path}.lock`);
  try {
    return await openJournalIn(journalFolder(path), lock);
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * What a journal holds, without touching it: whoever keeps it may be at work.
 * @returns nothing of one that is not there
 * @throws {JournalError} `journal.damaged`, `journal.failed`
 */
export async function readJournal(path: string): Promise<JournalView> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Uint8Array();
    throw failed(error);
  });
  const { entries } = decodeJournal(bytes);
  return { get: (key) => entries.get(key), entries: (prefix) => sortedUnder(entries, prefix) };
}

const sortedUnder = (
  entries: Iterable<readonly [string, JsonValue]>,
  prefix: string,
): readonly (readonly [string, JsonValue])[] =>
  [...entries].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));

/** The journal without its lock, for tests of the disk's faults. */
export async function openJournalIn(folder: JournalFolder, lock?: AsyncDisposable): Promise<Journal> {
  const file = await folder.open();
  try {
    const { entries, soundBytes } = decodeJournal(await file.read());
    await file.truncate(soundBytes);
    const header = Buffer.from(HEADER);
    if (soundBytes === 0) await file.write(header, 0);
    await file.sync();
    return new FileJournal(folder, file, entries, soundBytes === 0 ? header.byteLength : soundBytes, lock);
  } catch (error) {
    await file.close();
    throw asJournalError(error);
  }
}

interface Waiting {
  readonly changes: readonly Change[];
  readonly bytes: number;
  resolve(): void;
  reject(error: unknown): void;
}

class FileJournal implements Journal {
  readonly #folder: JournalFolder;
  readonly #lock: AsyncDisposable | undefined;
  readonly #entries: Map<string, JsonValue>;
  readonly #sizes = new Map<string, number>();
  #file: JournalFile;
  #bytes: number;
  #liveBytes = 0;
  #compactAt = COMPACT_FROM_BYTES;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #broken: JournalError | undefined;

  constructor(
    folder: JournalFolder,
    file: JournalFile,
    entries: Map<string, JsonValue>,
    bytes: number,
    lock?: AsyncDisposable,
  ) {
    this.#folder = folder;
    this.#file = file;
    this.#entries = entries;
    this.#bytes = bytes;
    this.#lock = lock;
    for (const [key, value] of entries) this.#measure([key, value]);
    this.#compactAt = Math.max(COMPACT_FROM_BYTES, this.#liveBytes * COMPACT_RATIO);
  }

  get(key: string): JsonValue | undefined {
    return this.#entries.get(key);
  }

  entries(prefix: string): readonly (readonly [string, JsonValue])[] {
    return sortedUnder(this.#entries, prefix);
  }

  put(key: string, value: JsonValue): Promise<void> {
    return this.change([[key, value]]);
  }

  delete(key: string): Promise<void> {
    return this.change([[key, undefined]]);
  }

  async change(wished: readonly (readonly [string, JsonValue | undefined])[]): Promise<void> {
    if (this.#broken !== undefined) throw this.#broken;
    const changes = wished.map(([key, value]): Change => (value === undefined ? [key] : [key, value]));
    if (changes.length === 0) return;
    const sizes = changes.map(sizeOf);
    if (sizes.some((size) => size > MAX_VALUE_BYTES))
      throw new JournalError("journal.too-large", `A value is longer than ${MAX_VALUE_BYTES} bytes`);
    const bytes = sizes.reduce((total, size) => total + size);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ changes, bytes, resolve, reject });
    this.#writing ??= this.#writeAll();
    await promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing;
    if (this.#broken?.code === "journal.closed") return;
    this.#broken = new JournalError("journal.closed", "The journal is closed");
    await this.#file.close();
    await this.#lock?.[Symbol.asyncDispose]();
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#nextBatch();
      try {
        await this.#append(batch.flatMap(({ changes }) => changes));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#writing = undefined;
  }

  /** What waits, in order and up to a bound; turns away what the journal has no room for. */
  #nextBatch(): Waiting[] {
    const batch: Waiting[] = [];
    let bytes = 0;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (batch.length > 0 && bytes + next.bytes > BATCH_BYTES) break;
      this.#waiting.shift();
      const isOnlyDeleting = next.changes.every(([, value]) => value === undefined);
      if (!isOnlyDeleting && this.#liveBytes + bytes + next.bytes > MAX_TOTAL_BYTES) {
        next.reject(new JournalError("journal.full", `The journal may hold ${MAX_TOTAL_BYTES} bytes`));
        continue;
      }
      bytes += next.bytes;
      batch.push(next);
    }
    return batch;
  }

  async #append(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    if (this.#broken !== undefined) throw this.#broken;
    const line = Buffer.from(encodeLine(changes));
    await this.#write(line);
    this.#bytes += line.byteLength;
    for (const change of changes) this.#apply(change);
    if (this.#bytes > this.#compactAt) await this.#compact();
  }

  /** All of the line, durable, or none of it. */
  async #write(line: Uint8Array): Promise<void> {
    try {
      await this.#file.write(line, this.#bytes);
    } catch (error) {
      await this.#takeBack();
      throw asJournalError(error);
    }
    try {
      await this.#file.sync();
    } catch (error) {
      // After a failed sync the kernel may have dropped the pages: what the disk holds is unknown, also of later lines.
      this.#broken = failed(error);
      throw this.#broken;
    }
  }

  /** A disk that filled up in the middle of a line left a part of it. */
  async #takeBack(): Promise<void> {
    try {
      await this.#file.truncate(this.#bytes);
    } catch (error) {
      this.#broken = failed(error);
    }
  }

  #apply(change: Change): void {
    const [key, value] = change;
    this.#measure(change);
    if (value === undefined) this.#entries.delete(key);
    else this.#entries.set(key, value);
  }

  #measure(change: Change): void {
    const [key, value] = change;
    const size = value === undefined ? 0 : sizeOf(change);
    this.#liveBytes += size - (this.#sizes.get(key) ?? 0);
    if (size === 0) this.#sizes.delete(key);
    else this.#sizes.set(key, size);
  }

  /** Writes what is live into a new file and swaps it in. Where that fails the old file goes on serving. */
  async #compact(): Promise<void> {
    let copy: JournalFile | undefined;
    try {
      copy = await this.#folder.create();
      const bytes = await this.#writeLive(copy);
      await copy.sync();
      await this.#adopt(copy, bytes);
    } catch {
      // The next attempt comes when the file has grown by as much again; every line so far is safe in the old one.
      await copy?.close();
      await this.#folder.discard().catch(() => undefined);
    }
    this.#compactAt = Math.max(this.#bytes + COMPACT_FROM_BYTES, this.#liveBytes * COMPACT_RATIO);
  }

  /** @returns bytes written */
  async #writeLive(copy: JournalFile): Promise<number> {
    let text = HEADER;
    let position = 0;
    const flush = async () => {
      const chunk = Buffer.from(text);
      text = "";
      await copy.write(chunk, position);
      position += chunk.byteLength;
    };
    for (const entry of this.#entries) {
      text += encodeLine([entry]);
      if (text.length > BATCH_BYTES) await flush();
    }
    await flush();
    return position;
  }

  async #adopt(copy: JournalFile, bytes: number): Promise<void> {
    const old = this.#file;
    this.#file = copy;
    this.#bytes = bytes;
    try {
      await this.#folder.adopt();
    } catch (error) {
      // Which of the two files bears the name is unknown now. Both hold every line so far; no further one may follow.
      this.#broken = failed(error);
    }
    await old.close();
  }
}

const sizeOf = (change: Change): number => Buffer.byteLength(JSON.stringify(change));

const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

function asJournalError(error: unknown): JournalError {
  if (error instanceof JournalError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined || !FULL.has(code)) return failed(error);
  return new JournalError("journal.full", "The disk is full", { cause: error });
}

function failed(error: unknown): JournalError {
  const { code } = error as NodeJS.ErrnoException;
  return new JournalError("journal.failed", `The disk reported ${code ?? "an error"}`, { cause: error });
}
