/**
 * A backup as one stream, for who keeps it elsewhere: a tar (POSIX ustar) of the very folder that a stick has (place.ts). Written as it goes, and read as
 * it comes: neither end ever holds more than one file of it.
 */
import { createTar } from "nanotar";
import { BackupError } from "./errors.ts";

const BLOCK = 512;
const END_BYTES = 2 * BLOCK;
const CHECKSUM = { from: 148, to: 156 };

/** One file with its header and what fills its last block. @param name at most 100 letters of ASCII */
export function tarEntry(name: string, bytes: Uint8Array): Uint8Array {
  const whole = createTar([{ name, data: bytes }], { attrs: { mode: "600", uid: 0, gid: 0, mtime: 0 } });
  return whole.subarray(0, BLOCK + Math.ceil(bytes.byteLength / BLOCK) * BLOCK);
}

export const TAR_END: Uint8Array = new Uint8Array(END_BYTES);

interface TarHeader {
  readonly name: string;
  readonly bytes: number;
}

/** Takes a tar piece by piece, however it was cut. */
export class TarReader {
  readonly #take: (name: string, content: Uint8Array) => Promise<void>;
  readonly #mostBytes: number;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #header: TarHeader | undefined;
  #isAtEnd = false;

  /** @param take each file, whole, in turn. @param mostBytes that one may have */
  constructor(take: (name: string, content: Uint8Array) => Promise<void>, mostBytes: number) {
    this.#take = take;
    this.#mostBytes = mostBytes;
  }

  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  /** @throws BackupError `backup.altered` for what is no such tar; whatever `take` throws */
  async push(piece: Uint8Array): Promise<void> {
    if (this.#isAtEnd) return; // what fills a tape
    this.#waiting.push(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
    this.#waitingBytes += piece.byteLength;
    for (;;) {
      if (this.#header === undefined) {
        if (this.#waitingBytes < BLOCK) return;
        const block = this.#pull(BLOCK);
        if (block.every((byte) => byte === 0)) {
          this.#isAtEnd = true;
          this.#waiting = [];
          return;
        }
        this.#header = readHeader(block);
        if (this.#header.bytes > this.#mostBytes) throw none("a file in it is larger than any of a backup");
      }
      const { name, bytes } = this.#header;
      const filled = Math.ceil(bytes / BLOCK) * BLOCK;
      if (this.#waitingBytes < filled) return;
      const content = this.#pull(filled).subarray(0, bytes);
      this.#header = undefined;
      await this.#take(name, content);
    }
  }

  #pull(bytes: number): Buffer {
    const all = Buffer.concat(this.#waiting);
    this.#waiting = [all.subarray(bytes)];
    this.#waitingBytes -= bytes;
    return all.subarray(0, bytes);
  }
}

function readHeader(block: Buffer): TarHeader {
  const text = (from: number, to: number) => block.toString("latin1", from, to).replace(/\0.*$/s, "");
  const octal = (from: number, to: number) => {
    const digits = text(from, to).trim();
    if (!/^[0-7]+$/.test(digits)) throw none("a number in it is none");
    return Number.parseInt(digits, 8);
  };
  let sum = 0;
  for (let at = 0; at < BLOCK; at++) sum += at >= CHECKSUM.from && at < CHECKSUM.to ? 0x20 : (block[at] ?? 0);
  if (octal(CHECKSUM.from, CHECKSUM.to) !== sum) throw none("a header does not add up");
  // Files alone: no links, no folders, no devices.
  if (!["0", ""].includes(text(156, 157)) || text(345, 500) !== "") throw none("it holds more than files");
  return { name: text(0, 100), bytes: octal(124, 136) };
}

const none = (why: string) => new BackupError("backup.altered", `this is no copy of a backup: ${why}`);
