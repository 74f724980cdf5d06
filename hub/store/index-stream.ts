/**
 * The index as one stream of bytes, for a backup: every entry as it lies in LevelDB, its value sealed under the device key.
 *
 *   offset  size  field
 *   0       8     "pawindx1"
 *           4     key length     u32 big-endian, 1 to 256
 *           4     value length   u32 big-endian
 *           k+v   key, value
 *           ...   the next
 *           4     0              no more
 *           4     how many there were, u32 big-endian
 *
 * Whoever reads it has compared its SHA-256 already: what does not hold here was written wrongly.
 */
import { StoreError } from "./errors.ts";

export type RawEntry = readonly [key: Buffer, value: Buffer];

const MAGIC = Buffer.from("pawindx1");
const LENGTHS_BYTES = 8;
const MAX_KEY_BYTES = 256;
const MAX_VALUE_BYTES = 64 * 1024 * 1024;
/** Pieces are at least so large: each is hashed and written by itself. */
const PIECE_BYTES = 256 * 1024;

export async function* encodeIndex(entries: AsyncIterable<RawEntry>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [MAGIC];
  let size = MAGIC.byteLength;
  let count = 0;
  for await (const [key, value] of entries) {
    parts.push(lengths(key.byteLength, value.byteLength), key, value);
    size += LENGTHS_BYTES + key.byteLength + value.byteLength;
    count += 1;
    if (size < PIECE_BYTES) continue;
    yield Buffer.concat(parts, size);
    parts = [];
    size = 0;
  }
  yield Buffer.concat([...parts, lengths(0, count)]);
}

/** @throws StoreError `store.damaged` */
export async function* decodeIndex(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<RawEntry> {
  const reader = new PieceReader(pieces);
  if (!(await reader.take(MAGIC.byteLength)).equals(MAGIC)) throw damaged();
  for (let count = 0; ; count++) {
    const head = await reader.take(LENGTHS_BYTES);
    const [keyBytes, valueBytes] = [head.readUInt32BE(0), head.readUInt32BE(4)];
    if (keyBytes === 0) {
      if (valueBytes !== count || !(await reader.isAtEnd())) throw damaged();
      return;
    }
    if (keyBytes > MAX_KEY_BYTES || valueBytes > MAX_VALUE_BYTES) throw damaged();
    const both = await reader.take(keyBytes + valueBytes);
    yield [both.subarray(0, keyBytes), both.subarray(keyBytes)];
  }
}

function lengths(key: number, value: number): Buffer {
  const bytes = Buffer.alloc(LENGTHS_BYTES);
  bytes.writeUInt32BE(key, 0);
  bytes.writeUInt32BE(value, 4);
  return bytes;
}

const damaged = () => new StoreError("store.damaged", "the index of a backup does not hold together");

class PieceReader {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #here: Buffer = Buffer.alloc(0);

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  async take(bytes: number): Promise<Buffer> {
    const parts = [this.#here];
    let size = this.#here.byteLength;
    while (size < bytes) {
      const next = await this.#pieces.next();
      if (next.done === true) throw damaged();
      parts.push(Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength));
      size += next.value.byteLength;
    }
    const all = parts.length === 1 ? this.#here : Buffer.concat(parts, size);
    this.#here = all.subarray(bytes);
    return all.subarray(0, bytes);
  }

  async isAtEnd(): Promise<boolean> {
    return this.#here.byteLength === 0 && (await this.#pieces.next()).done === true;
  }
}
