/**
 * A version out of its archive: a gzipped tar (ustar) of plain files and folders. What no version has is refused, and then nothing of it is used: a
 * path that leads elsewhere, a link, a device, the same name twice. It lands in a folder that was empty, so that no link is ever on the way.
 */
import { constants, createReadStream } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createGunzip } from "node:zlib";
import { ReleaseRefused } from "../../hub/updates/errors.ts";

const BLOCK = 512;
/** Twice what a version has: an archive that unpacks to more is none of ours. */
const MOST_BYTES = 536_870_912;
const MOST_ENTRIES = 40_000;

interface Entry {
  readonly path: string;
  readonly kind: "file" | "folder";
  readonly bytes: number;
  readonly isProgram: boolean;
}

/** @throws ReleaseRefused `update.unsafe` */
export async function unpackBuild(archive: string, into: string): Promise<void> {
  const pieces = createReadStream(archive).compose(createGunzip()) as AsyncIterable<Buffer>;
  const reader = makeReader(pieces);
  let [entries, bytes] = [0, 0];
  for (let entry = readHeader(await reader.take(BLOCK)); entry !== undefined; ) {
    entries += 1;
    bytes += entry.bytes;
    if (entries > MOST_ENTRIES || bytes > MOST_BYTES) throw unsafe("it is larger than any version");
    const path = join(into, entry.path);
    if (entry.kind === "folder") await makeFolder(path);
    else await layFile(path, entry, reader.some(entry.bytes));
    await reader.take((BLOCK - (entry.bytes % BLOCK)) % BLOCK);
    entry = readHeader(await reader.take(BLOCK));
  }
}

async function makeFolder(path: string): Promise<void> {
  // Its services run as other users, who read it.
  await mkdir(path, { recursive: true, mode: 0o755 });
}

async function layFile(path: string, { isProgram }: Entry, pieces: AsyncIterable<Buffer>): Promise<void> {
  await makeFolder(dirname(path));
  let file: FileHandle;
  try {
    file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    throw unsafe("it has a name twice", cause);
  }
  try {
    for await (const piece of pieces) await file.writeFile(piece);
    await file.chmod(isProgram ? 0o755 : 0o644);
  } finally {
    await file.close();
  }
}

/** @returns `undefined` at the archive's end @throws ReleaseRefused */
function readHeader(block: Buffer): Entry | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  const text = (from: number, length: number) => {
    const field = block.subarray(from, from + length);
    const end = field.indexOf(0);
    return field.subarray(0, end === -1 ? length : end).toString("utf8");
  };
  const octal = (from: number, length: number) => {
    const digits = text(from, length).trim();
    if (!/^[0-7]{1,12}$/.test(digits)) throw unsafe("it is no archive of a version");
    return Number.parseInt(digits, 8);
  };
  const blank = Buffer.from(block).fill(" ", 148, 156);
  const sum = blank.reduce((total, byte) => total + byte, 0);
  if (text(257, 6) !== "ustar" || octal(148, 8) !== sum) throw unsafe("it is no archive of a version");
  const prefix = text(345, 155);
  const path = safePath(prefix === "" ? text(0, 100) : `${prefix}/${text(0, 100)}`);
  const type = text(156, 1);
  if (type === "5") return { path, kind: "folder", bytes: 0, isProgram: false };
  if (type !== "0" && type !== "") throw unsafe(`${path} is neither a file nor a folder`);
  return { path, kind: "file", bytes: octal(124, 12), isProgram: (octal(100, 8) & 0o100) !== 0 };
}

/** @throws ReleaseRefused for one that could lead out of the folder */
function safePath(path: string): string {
  const names = path.replace(/\/$/, "").split("/");
  if (names.some((name) => name === "" || name === "." || name === "..") || /[\p{Cc}\\]/u.test(path))
    throw unsafe("it has a path that leads elsewhere");
  return names.join("/");
}

const unsafe = (message: string, cause?: unknown) => new ReleaseRefused("update.unsafe", message, { cause });

interface Reader {
  /** Exactly so many, at once. @throws ReleaseRefused where it ends before */
  take(bytes: number): Promise<Buffer>;
  /** Exactly so many, as they come. */
  some(bytes: number): AsyncIterable<Buffer>;
}

function makeReader(pieces: AsyncIterable<Buffer>): Reader {
  const source = pieces[Symbol.asyncIterator]();
  let left: Buffer = Buffer.alloc(0);
  async function* some(bytes: number): AsyncGenerator<Buffer> {
    for (let wanted = bytes; wanted > 0; ) {
      if (left.byteLength === 0) {
        const next = await source.next().catch((cause: unknown) => {
          throw unsafe("it cannot be read", cause);
        });
        if (next.done === true) throw unsafe("it ends too soon");
        left = next.value;
      }
      const piece = left.subarray(0, wanted);
      left = left.subarray(piece.byteLength);
      wanted -= piece.byteLength;
      yield piece;
    }
  }
  return {
    some,
    async take(bytes) {
      const parts: Buffer[] = [];
      for await (const piece of some(bytes)) parts.push(piece);
      return Buffer.concat(parts);
    },
  };
}
