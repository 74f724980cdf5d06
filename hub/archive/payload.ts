/**
 * What is inside a clip's age file: a tar (POSIX ustar) of exactly three files, in this order.
 *
 *   about.json   who, when, title, waveform     hub/contract/about.ts
 *   clip.toy     the very bytes that the toy speaks or spoke
 *   clip.wav     what any player plays
 *
 * Written by nanotar. Read by a stricter eye than nanotar's: what comes out of an archive may have been put there by
 * a hub that somebody took over, and nothing but those three files has any business in it.
 */
import { createTar } from "nanotar";
import { ABOUT_FILE, type About, about, TOY_FILE, WAV_FILE } from "../contract/about.ts";
import { ArchiveError } from "./errors.ts";

export interface Clip {
  readonly about: About;
  readonly toyBytes: Uint8Array<ArrayBuffer>;
  readonly wav: Uint8Array<ArrayBuffer>;
}

const BLOCK = 512;
const MAX_ABOUT_BYTES = 8_192;
const FILES = [ABOUT_FILE, TOY_FILE, WAV_FILE] as const;

export function encodePayload(facts: About, toyBytes: Uint8Array, wav: Uint8Array): Uint8Array<ArrayBuffer> {
  const json = `${JSON.stringify(about.parse(facts), null, 1)}\n`;
  const mtime = Date.parse(facts.recordedAt);
  return createTar(
    [
      { name: ABOUT_FILE, data: json },
      { name: TOY_FILE, data: toyBytes },
      { name: WAV_FILE, data: wav },
    ],
    { attrs: { mode: "600", uid: 0, gid: 0, mtime } },
  ) as Uint8Array<ArrayBuffer>;
}

/** @throws ArchiveError `archive.wrong-content` */
export function decodePayload(bytes: Uint8Array<ArrayBuffer>): Clip {
  let at = 0;
  const [facts, toyBytes, wav] = FILES.map((name) => {
    const size = readHeader(bytes.subarray(at, at + BLOCK), name);
    const start = at + BLOCK;
    at = start + Math.ceil(size / BLOCK) * BLOCK;
    if (at > bytes.byteLength) throw wrong(`${name} is cut off`);
    if (!isZero(bytes.subarray(start + size, at))) throw wrong(`something lies behind ${name}`);
    return bytes.subarray(start, start + size);
  });
  if (facts === undefined || toyBytes === undefined || wav === undefined) throw wrong("a file is missing");
  if (!isZero(bytes.subarray(at))) throw wrong("more than three files");
  return { about: readAbout(facts), toyBytes, wav };
}

/** One ustar header (POSIX.1-1988): name 0-99, size 124-135 octal, checksum 148-155, type 156, magic 257. */
function readHeader(header: Uint8Array, name: string): number {
  if (header.byteLength < BLOCK) throw wrong(`no ${name}`);
  const field = (from: number, length: number) =>
    String.fromCharCode(...header.subarray(from, from + length));
  if (field(0, 100) !== name.padEnd(100, "\0")) throw wrong(`expected ${name}`);
  if (field(156, 1) !== "0" || field(257, 5) !== "ustar") throw wrong(`${name} is no plain file`);
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  if (octal(field(148, 8)) !== sum) throw wrong(`the header of ${name} does not add up`);
  const size = octal(field(124, 12));
  if (size === undefined) throw wrong(`${name} has no size`);
  return size;
}

const octal = (text: string): number | undefined => {
  const digits = /^([0-7]+)[\0 ]*$/.exec(text)?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 8);
};

function readAbout(bytes: Uint8Array): About {
  if (bytes.byteLength > MAX_ABOUT_BYTES) throw wrong(`${ABOUT_FILE} is too long`);
  try {
    return about.parse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw new ArchiveError("archive.wrong-content", `${ABOUT_FILE} is not what belongs there`, { cause });
  }
}

const isZero = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);
const wrong = (message: string) => new ArchiveError("archive.wrong-content", message);
