/**
 * The journal's file: one header line, then one line for each batch of changes that became durable together.
 *
 *   pawpost-journal 1
 *   4f2a90c1 [["delivery/...",{"slot":1}],["outcome/..."]]
 *   ^ CRC-32 of the rest of the line, 8 hex digits    ^ a key alone: the entry is gone
 *
 * A batch is a single line, so a write that power or `kill -9` cut short damages the last line only. That line was never
 * acknowledged and is dropped. A bad line with more behind it cannot come from a crash: it is damage.
 *
 * Pure: text in, values out.
 */
import { crc32 } from "node:zlib";
import { JournalError } from "./errors.ts";
import type { JsonValue } from "./journal.ts";

export const HEADER = "pawpost-journal 1\n";

/** A key with its new value, or alone where the entry goes. */
export type Change = readonly [key: string, value: JsonValue] | readonly [key: string];

const LINE_FEED = 0x0a;
const CRC_DIGITS = 8;

export function encodeLine(changes: readonly Change[]): string {
  const json = JSON.stringify(changes);
  return `${checksum(json)} ${json}\n`;
}

export interface JournalText {
  readonly entries: Map<string, JsonValue>;
  /** Bytes from the start that are whole; what lies behind is a torn line. */
  readonly soundBytes: number;
}

/** @throws {JournalError} `journal.damaged` */
export function decodeJournal(bytes: Uint8Array): JournalText {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = new Map<string, JsonValue>();
  const header = buffer.subarray(0, HEADER.length).toString("latin1");
  if (header !== HEADER) {
    // The very first write was cut short.
    if (HEADER.startsWith(header)) return { entries, soundBytes: 0 };
    throw new JournalError("journal.damaged", "The file does not start as a journal does");
  }
  let start = HEADER.length;
  for (let end = buffer.indexOf(LINE_FEED, start); end !== -1; end = buffer.indexOf(LINE_FEED, start)) {
    const changes = decodeLine(buffer.toString("utf8", start, end));
    if (changes === undefined) {
      if (end + 1 === buffer.byteLength) break;
      throw new JournalError("journal.damaged", `The line at byte ${start} is damaged and more follows it`);
    }
    for (const [key, value] of changes) {
      if (value === undefined) entries.delete(key);
      else entries.set(key, value);
    }
    start = end + 1;
  }
  return { entries, soundBytes: start };
}

function decodeLine(line: string): Change[] | undefined {
  const json = line.slice(CRC_DIGITS + 1);
  if (line.length <= CRC_DIGITS || line !== `${checksum(json)} ${json}`) return undefined;
  return JSON.parse(json) as Change[];
}

const checksum = (json: string): string => crc32(json).toString(16).padStart(CRC_DIGITS, "0");
