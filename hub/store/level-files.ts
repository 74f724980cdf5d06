/**
 * Reads the checksums in LevelDB's own files. LevelDB (as `classic-level` builds it) does not: a flipped bit in its log
 * makes it drop what was acknowledged, one in a key makes the entry unfindable, both without a word.
 *
 *   log    32 KiB blocks of records: crc u32le, length u16le, type u8, data      (doc/log_format.md)
 *   table  blocks: data, type u8, crc u32le; the index block names the others    (doc/table_format.md)
 *          footer of 48 bytes: handles of metaindex and index, padding, magic
 *
 * Pure: bytes in, verdict out.
 */
import { maskedCrc32c } from "./crc32c.ts";

const LOG_BLOCK_BYTES = 32_768;
const LOG_HEADER_BYTES = 7;
const FOOTER_BYTES = 48;
const TRAILER_BYTES = 5;
/** db/format.cc: the first 64 bits of a SHA-1. */
const TABLE_MAGIC = 0xdb4775248b80fb57n;

/** Record types of which a batch has exactly one: the whole of it, or its first part. */
const STARTS_A_BATCH = new Set([1, 2]);
const LAST_TYPE = 4;

/**
 * @returns whether every acknowledged batch holds. One that was cut short by a power cut is the last: the one after it
 * is only begun when it is flushed.
 */
export function isSoundLog(log: Uint8Array): boolean {
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength);
  let isBroken = false;
  for (let block = 0; block < log.byteLength; block += LOG_BLOCK_BYTES) {
    const end = Math.min(block + LOG_BLOCK_BYTES, log.byteLength);
    for (let at = block; end - at >= LOG_HEADER_BYTES; ) {
      const next = at + LOG_HEADER_BYTES + view.getUint16(at + 4, true);
      const type = view.getUint8(at + 6);
      const isSound =
        next <= end &&
        type >= 1 &&
        type <= LAST_TYPE &&
        maskedCrc32c(log.subarray(at + 6, next)) === view.getUint32(at, true);
      if (isSound && isBroken && STARTS_A_BATCH.has(type)) return false;
      isBroken ||= !isSound;
      // The length of what is broken cannot be trusted: the next record may begin at any later byte.
      at = isSound ? next : at + 1;
    }
  }
  return true;
}

interface Handle {
  readonly offset: number;
  readonly size: number;
}

/** @returns whether every block of a table holds */
export function isSoundTable(table: Uint8Array): boolean {
  if (table.byteLength < FOOTER_BYTES) return false;
  const footer = table.subarray(table.byteLength - FOOTER_BYTES);
  if (new DataView(footer.buffer, footer.byteOffset).getBigUint64(40, true) !== TABLE_MAGIC) return false;
  const reader = new VarintReader(footer);
  const [metaindex, index] = [reader.handle(), reader.handle()];
  if (metaindex === undefined || index === undefined) return false;
  for (const directory of [metaindex, index]) {
    const block = soundBlock(table, directory);
    const handles = block === undefined ? undefined : handlesIn(block);
    if (handles?.every((handle) => soundBlock(table, handle) !== undefined) !== true) return false;
  }
  return true;
}

function soundBlock(table: Uint8Array, { offset, size }: Handle): Uint8Array | undefined {
  const end = offset + size + TRAILER_BYTES;
  if (end > table.byteLength) return undefined;
  const stored = new DataView(table.buffer, table.byteOffset + end - 4).getUint32(0, true);
  if (maskedCrc32c(table.subarray(offset, end - 4)) !== stored) return undefined;
  // Type 1 would be Snappy, which we never ask for.
  return table[offset + size] === 0 ? table.subarray(offset, offset + size) : undefined;
}

/** The values of a block that names other blocks. */
function handlesIn(block: Uint8Array): Handle[] | undefined {
  if (block.byteLength < 4) return undefined;
  const restarts = new DataView(block.buffer, block.byteOffset).getUint32(block.byteLength - 4, true);
  const end = block.byteLength - 4 - 4 * restarts;
  const handles: Handle[] = [];
  const reader = new VarintReader(block);
  while (reader.at < end) {
    const [, unshared, valueBytes] = [reader.varint(), reader.varint(), reader.varint()];
    if (unshared === undefined || valueBytes === undefined) return undefined;
    reader.at += unshared;
    const next = reader.at + valueBytes;
    const handle = reader.handle();
    if (handle === undefined) return undefined;
    handles.push(handle);
    reader.at = next;
  }
  return handles;
}

class VarintReader {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  varint(): number | undefined {
    let value = 0;
    for (let shift = 0; shift < 49; shift += 7) {
      const byte = this.#bytes[this.at++];
      if (byte === undefined) return undefined;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return undefined;
  }

  handle(): Handle | undefined {
    const [offset, size] = [this.varint(), this.varint()];
    return offset === undefined || size === undefined ? undefined : { offset, size };
  }
}
