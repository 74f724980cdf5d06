/**
 * A screenshot, written smaller: its lines as they are (filter 0) and deflated as hard as can be. Browsers filter every line, which helps
 * photographs and spoils the long runs of one colour that a page is made of. Format: PNG (Third Edition), sections 5 and 9.
 */
import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
/** Of a pixel: red, green, blue, alpha. */
const BYTES = 4;
const RGBA_8_BITS = "0806000000";

/** @param png 8-bit RGBA, not interlaced, as Chromium writes it. @throws TypeError for any other */
export function packPng(png: Buffer): Buffer {
  const chunks = readChunks(png);
  const header = chunks.find(({ name }) => name === "IHDR")?.data;
  if (header?.subarray(8).toString("hex") !== RGBA_8_BITS) throw new TypeError("another kind of picture");
  const width = header.readUInt32BE(0) * BYTES;
  const data = chunks.filter(({ name }) => name === "IDAT").map((chunk) => chunk.data);
  const lines = unfilter(inflateSync(Buffer.concat(data)), width);
  return Buffer.concat([
    SIGNATURE,
    writeChunk("IHDR", header),
    writeChunk("IDAT", deflateSync(lines, { level: 9, memLevel: 9 })),
    writeChunk("IEND", Buffer.alloc(0)),
  ]);
}

interface Chunk {
  readonly name: string;
  readonly data: Buffer;
}

function readChunks(png: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const name = png.toString("latin1", at + 4, at + 8);
    chunks.push({ name, data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function writeChunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** In place: each line with filter 0 in front of it. */
function unfilter(lines: Buffer, width: number): Buffer {
  const line = width + 1;
  for (let start = 0; start < lines.length; start += line) {
    const filter = lines[start];
    lines[start] = 0;
    for (let at = start + 1; at < start + line; at += 1) {
      const hasLeft = at - start > BYTES;
      const left = hasLeft ? (lines[at - BYTES] ?? 0) : 0;
      const above = lines[at - line] ?? 0;
      const corner = hasLeft ? (lines[at - line - BYTES] ?? 0) : 0;
      lines[at] = ((lines[at] ?? 0) + predict(filter, left, above, corner)) & 0xff;
    }
  }
  return lines;
}

/** Section 9.2. */
function predict(filter: number | undefined, left: number, above: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4:
      return paeth(left, above, corner);
    default:
      throw new TypeError(`no such filter: ${filter}`);
  }
}

function paeth(left: number, above: number, corner: number): number {
  const all = [left, above, corner].map((value) => Math.abs(left + above - corner - value));
  const [byLeft = 0, byAbove = 0, byCorner = 0] = all;
  if (byLeft <= byAbove && byLeft <= byCorner) return left;
  return byAbove <= byCorner ? above : corner;
}
