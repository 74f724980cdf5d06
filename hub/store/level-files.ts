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
import { VarintReader } from "./varint-reader.ts";

const LOG_BLOCK_BYTES = 32_768;
const LOG_HEADER_BYTES = 7;
const FOOTER_BYTES = 48;
const TRAILER_BYTES = 5;
/** db/format.cc: the first 64 bits of a SHA-1. */
const TABLE_MAGIC = 0xdb4775248b80fb57n;

/** A batch is one whole record, or a first, some middle and a last one. */
const RECORD_TYPES = { whole: 1, first: 2, middle: 3, last: 4 } as const;

interface LogRecord {
  readonly type: number;
  readonly data: Uint8Array;
  /** Something before it does not hold. */
  readonly isBehindBroken: boolean;
}

function* soundRecords(log: Uint8Array): Generator<LogRecord> {
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength);
  let isBehindBroken = false;
  for (let block = 0; block < log.byteLength; block += LOG_BLOCK_BYTES) {
    const end = Math.min(block + LOG_BLOCK_BYTES, log.byteLength);
    for (let at = block; end - at >= LOG_HEADER_BYTES; ) {
      const next = at + LOG_HEADER_BYTES + view.getUint16(at + 4, true);
      const type = view.getUint8(at + 6);
      const isSound =
        next <= end &&
        type >= RECORD_TYPES.whole &&
        type <= RECORD_TYPES.last &&
        maskedCrc32c(log.subarray(at + 6, next)) === view.getUint32(at, true);
      if (isSound) yield { type, data: log.subarray(at + LOG_HEADER_BYTES, next), isBehindBroken };
      isBehindBroken ||= !isSound;
      // The length of what is broken cannot be trusted: the next record may begin at any later byte.
      at = isSound ? next : at + 1;
    }
  }
}

/**
 * @returns whether every acknowledged batch holds. One that was cut short by a power cut is the last: the one after it
 * is only begun when it is flushed.
 */
export function isSoundLog(log: Uint8Array): boolean {
  for (const { type, isBehindBroken } of soundRecords(log)) {
    const isStart = type === RECORD_TYPES.whole || type === RECORD_TYPES.first;
    if (isBehindBroken && isStart) return false;
  }
  return true;
}

/** The batches of a log up to the first that does not hold. */
export function* logBatches(log: Uint8Array): Generator<Uint8Array> {
  let parts: Uint8Array[] = [];
  for (const { type, data, isBehindBroken } of soundRecords(log)) {
    if (isBehindBroken) return;
    parts = type === RECORD_TYPES.whole || type === RECORD_TYPES.first ? [data] : [...parts, data];
    if (type === RECORD_TYPES.whole || type === RECORD_TYPES.last) yield Buffer.concat(parts);
  }
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
  const [metaindex, index] = [readHandle(reader), readHandle(reader)];
  if (metaindex === undefined || index === undefined) return false;
  for (const directory of [metaindex, index]) {
    const block = soundBlock(table, directory);
    const handles = block === undefined ? undefined : handlesIn(block);
    if (handles?.every((handle) => soundBlock(table, handle) !== undefined) !== true) return false;
  }
  return true;
}

function readHandle(reader: VarintReader): Handle | undefined {
  const [offset, size] = [reader.varint(), reader.varint()];
  return offset === undefined || size === undefined ? undefined : { offset, size };
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
    const handle = readHandle(reader);
    if (handle === undefined) return undefined;
    handles.push(handle);
    reader.at = next;
  }
  return handles;
}
