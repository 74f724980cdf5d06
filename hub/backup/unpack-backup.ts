/**
 * A copy that somebody took away comes back, piece by piece, as a folder that a restore can read (pack-backup.ts). Nothing of it is believed for that: what
 * is no file of a backup ends it, and then nothing of it is left. It need not survive a kill, so nothing is flushed.
 */
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createTarDecoder, type ParsedTarEntry } from "modern-tar";
import { writeAll } from "../store/durable-file.ts";
import { BackupError, placeError } from "./errors.ts";

/** What a stick has, and nothing else: no path leads anywhere. */
const NAMES = /^(?:place\.json|keys\.age|ways-in\.json|snapshots\/\d{9}\.pawpost)$/;
const FILE = /^files\/([0-9a-f]{2})\/(\1[0-9a-f]{62})$/;

export class UnpackedBackup {
  /** So many bytes it will have. */
  readonly of: number;
  readonly #dir: string;
  readonly #tar: WritableStreamDefaultWriter<Uint8Array>;
  readonly #laying: Promise<void>;
  #failure: unknown;
  #bytes = 0;
  #isWhole = false;

  /** @param dir not there yet */
  constructor(dir: string, of: number) {
    this.of = of;
    this.#dir = dir;
    const { readable, writable } = createTarDecoder({ strict: true });
    this.#tar = writable.getWriter();
    this.#laying = this.#lay(readable).catch((error: unknown) => {
      this.#failure = error;
    });
  }

  /** So many came. */
  get bytes(): number {
    return this.#bytes;
  }
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /**
   * One after the other: it resolves when there is room for the next.
   * @throws BackupError `backup.altered`, `backup.full`, `backup.io`; then it is over
   */
  async push(piece: Uint8Array): Promise<void> {
    this.#bytes += piece.byteLength;
    try {
      if (this.#bytes > this.of) throw none("it is longer than it said");
      await this.#tar.write(piece);
      if (this.#failure === undefined && this.#bytes < this.of) return;
      await this.#tar.close();
      await this.#laying;
      if (this.#failure !== undefined) throw this.#failure;
      this.#isWhole = true;
    } catch (error) {
      await this.drop();
      throw placeError("unpack a copy", this.#failure ?? error);
    }
  }

  /** Nothing of it is left. */
  async drop(): Promise<void> {
    await this.#tar.abort().catch(() => undefined);
    await this.#laying;
    await rm(this.#dir, { recursive: true, force: true });
  }

  async #lay(entries: ReadableStream<ParsedTarEntry>): Promise<void> {
    try {
      for await (const { header, body } of entries) {
        // No links, no folders, no devices.
        if (header.type !== "file") throw none("it holds more than files");
        const [, , sha256] = FILE.exec(header.name) ?? [];
        if (sha256 === undefined && !NAMES.test(header.name)) throw none("a file in it is none");
        const found = await layFile(join(this.#dir, header.name), body);
        if (sha256 !== undefined && sha256 !== found) throw none("a file in it is another");
      }
    } catch (error) {
      // What the system says has its own name, and so has what is said here; all else is said of its form.
      throw error instanceof BackupError || (error as NodeJS.ErrnoException).syscall !== undefined
        ? error
        : none("it does not hold together", error);
    }
  }
}

/** @returns its SHA-256 */
async function layFile(path: string, body: AsyncIterable<Uint8Array>): Promise<string> {
  await mkdir(dirname(path), { mode: 0o700, recursive: true });
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
  const file = await open(path, flags, 0o600).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EEXIST" ? none("a file in it comes twice", error) : error;
  });
  const hash = createHash("sha256");
  try {
    for await (const piece of body) {
      hash.update(piece);
      await writeAll(file, piece);
    }
  } finally {
    await file.close();
  }
  return hash.digest("hex");
}

const none = (why: string, cause?: unknown) =>
  new BackupError("backup.altered", `this is no copy of a backup: ${why}`, { cause });
