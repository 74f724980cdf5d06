/** A copy that somebody took away comes back as a folder that a restore can read (pack-backup.ts). Nothing of it is believed for that. */
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeAll } from "../store/durable-file.ts";
import { BackupError, placeError } from "./errors.ts";
import { TarReader } from "./tar-stream.ts";

/** What a stick has, and nothing else: no path leads anywhere. */
const NAMES = /^(?:place\.json|keys\.age|ways-in\.json|snapshots\/\d{9}\.pawpost)$/;
const FILE = /^files\/([0-9a-f]{2})\/(\1[0-9a-f]{62})$/;
/** An index of a million messages. */
const MOST_BYTES = 512 * 1_048_576;

export class UnpackedBackup {
  readonly #dir: string;
  readonly #reader: TarReader;
  #bytes = 0;

  /** @param dir not there yet */
  constructor(dir: string) {
    this.#dir = dir;
    this.#reader = new TarReader((name, content) => this.#lay(name, content), MOST_BYTES);
  }

  /** So many came. */
  get bytes(): number {
    return this.#bytes;
  }
  get isWhole(): boolean {
    return this.#reader.isAtEnd;
  }

  /** @throws BackupError `backup.altered`, `backup.full`, `backup.io` */
  async push(piece: Uint8Array): Promise<void> {
    this.#bytes += piece.byteLength;
    await this.#reader.push(piece);
  }

  async #lay(name: string, content: Uint8Array): Promise<void> {
    const [, , sha256] = FILE.exec(name) ?? [];
    const isKnown = sha256 === undefined ? NAMES.test(name) : hashOf(content) === sha256;
    if (!isKnown)
      throw new BackupError("backup.altered", "this is no copy of a backup: a file in it is none");
    const path = join(this.#dir, name);
    try {
      await mkdir(dirname(path), { mode: 0o700, recursive: true });
      const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
      try {
        await writeAll(file, content);
      } finally {
        await file.close();
      }
    } catch (error) {
      throw placeError("unpack a copy", error);
    }
  }
}

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
