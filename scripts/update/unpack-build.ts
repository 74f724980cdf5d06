/**
 * A version out of its archive: a gzipped tar (ustar) of plain files and folders. What no version has is refused, and then nothing of it is used: a
 * path that leads elsewhere, a link, a device, the same name twice. It lands in a folder that was empty, so that no link is ever on the way.
 */
import { constants, createReadStream } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { createTarDecoder, type ParsedTarEntry } from "modern-tar";
import { ReleaseRefused } from "../../hub/updates/errors.ts";

/** Twice what a version has: an archive that unpacks to more is none of ours. */
const MOST_BYTES = 536_870_912;
const MOST_ENTRIES = 40_000;

/** @throws ReleaseRefused `update.unsafe`; what the disk says */
export async function unpackBuild(archive: string, into: string): Promise<void> {
  const unpacked = Readable.toWeb(
    createReadStream(archive).compose(createGunzip()),
  ) as ReadableStream<Uint8Array>;
  const entries = unpacked.pipeThrough(createTarDecoder({ strict: true }));
  let [count, bytes] = [0, 0];
  try {
    for await (const { header, body } of entries) {
      count += 1;
      bytes += header.size;
      if (count > MOST_ENTRIES || bytes > MOST_BYTES) throw unsafe("it is larger than any version");
      const path = join(into, safePath(header.name));
      if (header.type === "directory") await makeFolder(path);
      else if (header.type === "file") await layFile(path, header, body);
      else throw unsafe(`${header.name} is neither a file nor a folder`);
    }
  } catch (error) {
    // What the disk says has its own name, and so has what is said here; all else is said of its form.
    throw error instanceof ReleaseRefused || (error as NodeJS.ErrnoException).syscall !== undefined
      ? error
      : unsafe("it is no archive of a version", error);
  }
}

async function makeFolder(path: string): Promise<void> {
  // Its services run as other users, who read it.
  await mkdir(path, { recursive: true, mode: 0o755 });
}

async function layFile(
  path: string,
  { mode = 0 }: ParsedTarEntry["header"],
  pieces: AsyncIterable<Uint8Array>,
): Promise<void> {
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
    await file.chmod((mode & 0o100) === 0 ? 0o644 : 0o755);
  } finally {
    await file.close();
  }
}

/** @throws ReleaseRefused for one that could lead out of the folder */
function safePath(path: string): string {
  const names = path.replace(/\/$/, "").split("/");
  if (names.some((name) => name === "" || name === "." || name === "..") || /[\p{Cc}\\]/u.test(path))
    throw unsafe("it has a path that leads elsewhere");
  return names.join("/");
}

const unsafe = (message: string, cause?: unknown) => new ReleaseRefused("update.unsafe", message, { cause });
