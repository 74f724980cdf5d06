/** Archives for tests, byte by byte: what a tar that means well would not write, too. */
import { gzipSync } from "node:zlib";

export interface TarEntry {
  readonly path: string;
  /** "0" a file, "5" a folder, "1" and "2" links */
  readonly type?: string;
  readonly text?: string | Uint8Array;
  readonly mode?: number;
  readonly link?: string;
}

const BLOCK = 512;

/** ustar, gzipped. */
export function tarOf(entries: readonly TarEntry[], { isCut = false } = {}): Buffer {
  const parts = entries.flatMap((entry) => {
    const bytes = Buffer.from(entry.text ?? "");
    return [
      headerOf(entry, bytes.byteLength),
      bytes,
      Buffer.alloc((BLOCK - (bytes.byteLength % BLOCK)) % BLOCK),
    ];
  });
  return gzipSync(Buffer.concat([...parts, ...(isCut ? [] : [Buffer.alloc(2 * BLOCK)])]));
}

function headerOf({ path, type = "0", mode = 0o644, link = "" }: TarEntry, bytes: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, "0")}\0`;
  block.write(path, 0, 100);
  block.write(octal(mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(bytes, 12), 124);
  block.write(octal(0, 12), 136);
  block.fill(" ", 148, 156);
  block.write(type, 156);
  block.write(link, 157, 100);
  block.write("ustar\u000000", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}
