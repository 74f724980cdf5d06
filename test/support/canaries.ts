/** Things that must lie nowhere in readable form, and the search for them, as somebody with a copy of the disk would do it. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** As it is, in hex, in base64 at each of three offsets, in UTF-16. */
export function spellings(secret: Uint8Array): Buffer[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
    return Buffer.from(text.slice(4, -4));
  });
  return [
    bytes,
    Buffer.from(bytes.toString("hex")),
    Buffer.from(bytes.toString("latin1"), "utf16le"),
    ...base64,
  ];
}

const PIECE_BYTES = 32;
/** Silence, and anything as plain as it, stands everywhere. */
const isUnlike = (piece: Buffer) => new Set(piece).size > PIECE_BYTES / 2;

/** Pieces out of the middle of a sound: wherever it was cut, copied or wrapped, one of them is whole. */
export function piecesOf(sound: Uint8Array): Buffer[] {
  const pieces = [0.2, 0.35, 0.5, 0.65, 0.8].map((part) => {
    const at = Math.floor((sound.byteLength * part) / 2) * 2;
    return Buffer.from(sound.subarray(at, at + PIECE_BYTES));
  });
  const telling = pieces.filter(isUnlike);
  if (telling.length < 2) throw new Error("this sound is like any other");
  return telling;
}

/** Name -> what must not be found. */
export type Canaries = Readonly<Record<string, readonly Uint8Array[]>>;

/** @returns the names of those that stand there, sorted */
export const foundIn = (haystack: Buffer, canaries: Canaries): string[] =>
  Object.entries(canaries)
    .filter(([, secrets]) =>
      secrets.some((secret) => spellings(secret).some((form) => haystack.includes(form))),
    )
    .map(([name]) => name)
    .toSorted();

/** The ballast is megabytes of zeros, which would only be searched for nothing. */
const isEmpty = (bytes: Buffer) => bytes.equals(Buffer.alloc(bytes.byteLength));

/**
 * Every file, byte for byte, names too; also while somebody writes there: what is gone meanwhile is gone.
 * Never of a LevelDB that this very process has open: closing a file drops its lock.
 */
export async function copyOf(dir: string, isWanted = (_path: string) => true): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if (!isWanted(path)) continue;
    try {
      const bytes = await readFile(path);
      parts.push(Buffer.from(`\n${path.slice(dir.length)}\n`), isEmpty(bytes) ? Buffer.alloc(0) : bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return Buffer.concat(parts);
}
