/**
 * Files that are there after a power cut once we said so: written beside, flushed, renamed, and the folder flushed.
 * A rename without the folder's fsync may be undone by a power cut; a file without its own may come back empty.
 */
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { link, mkdir, open, readdir, readFile, rename, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileError, hasCode } from "./errors.ts";

const TEMPORARY = ".tmp";

/** Writes `bytes` to a new file in `folder` and flushes them. @returns its path, to be renamed */
async function writeTemporary(folder: string, parts: readonly Uint8Array[]): Promise<string> {
  const path = join(folder, `${randomBytes(12).toString("hex")}${TEMPORARY}`);
  // O_EXCL: a name that somebody laid out before us is never followed or overwritten.
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    for (const part of parts) await writeAll(file, part);
    await file.datasync();
  } catch (error) {
    await file.close();
    await unlink(path).catch(() => {}); // the next start sweeps it; what counts is the first error
    throw error;
  }
  await file.close();
  return path;
}

type Opened = Awaited<ReturnType<typeof open>>;

export async function writeAll(file: Opened, bytes: Uint8Array, at?: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    const position = at === undefined ? null : at + done;
    const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, position);
    done += bytesWritten;
  }
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Puts a whole file in place, durable in data, name and folder when it resolves. A reader sees the old one or the new.
 * @param incoming where it is written first; on the same file system as `path`
 * @throws StoreError `store.disk-full`, `store.io`
 */
export async function writeDurably(
  path: string,
  parts: readonly Uint8Array[],
  incoming: string = dirname(path),
): Promise<void> {
  try {
    const temporary = await writeTemporary(incoming, parts);
    try {
      await rename(temporary, path);
    } catch (error) {
      await unlink(temporary).catch(() => {}); // the next start sweeps it
      throw error;
    }
    await syncFolder(dirname(path));
  } catch (error) {
    throw fileError("write a file", error);
  }
}

/** The same, and overwrites the bytes of the file whose place it takes, where there was one. */
export async function replaceDurably(path: string, parts: readonly Uint8Array[]): Promise<void> {
  let old: Opened | undefined;
  try {
    old = await open(path, constants.O_WRONLY | constants.O_NOFOLLOW).catch((error: unknown) => {
      // None yet; a link, whose place the rename takes; or no file at all, which the rename will say.
      if (["ENOENT", "ELOOP", "EISDIR"].some((code) => hasCode(error, code))) return undefined;
      throw error;
    });
    await writeDurably(path, parts);
    if (old !== undefined) await overwrite(old, 0);
  } catch (error) {
    throw fileError("replace a file", error);
  } finally {
    await old?.close();
  }
}

/** @param names that it has of ours */
async function overwrite(file: Opened, names: 0 | 1): Promise<void> {
  const { size, nlink } = await file.stat();
  // Under another name it is a copy from before an update, which overwrites it when it goes (scripts/update/store-copy.ts).
  if (nlink > names) return;
  await writeAll(file, randomBytes(size), 0);
  await file.datasync();
}

/** Another name for the same file, in the same folder; one that has the name already goes. Not durable by itself. */
export async function linkAgain(path: string, name: string): Promise<void> {
  try {
    await eraseOther(name, path);
    await link(path, name);
  } catch (error) {
    throw fileError("name a file", error);
  }
}

/** A link that is there already is either the same file, or left over from before. */
async function eraseOther(name: string, path: string): Promise<void> {
  const [there, file] = await Promise.all([stat(name).catch(() => undefined), stat(path)]);
  if (there === undefined) return;
  if (there.ino === file.ino) await unlink(name);
  else await eraseDurably(name);
}

/** Takes the place of what goes by that name. Durable in name when it resolves; its data must be before. @throws StoreError */
export async function moveDurably(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
    await syncFolder(dirname(to));
  } catch (error) {
    throw fileError("rename a file", error);
  }
}

/** Makes a folder only we can enter, and its name durable. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
    await syncFolder(dirname(path));
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw fileError("make a folder", error);
  }
}

/**
 * Overwrites and unlinks. On a card or an SSD the controller may keep the old cells: the key is what protects them
 * (docs/storage.md). @returns whether there was one
 */
export async function eraseDurably(path: string): Promise<boolean> {
  try {
    const file = await open(path, constants.O_WRONLY | constants.O_NOFOLLOW).catch((error: unknown) => {
      if (hasCode(error, "ENOENT")) return undefined;
      // A link that somebody laid out: it goes, and what it leads to is not ours.
      if (hasCode(error, "ELOOP")) return "link";
      throw error;
    });
    if (file === undefined) return false;
    if (file !== "link") {
      try {
        await overwrite(file, 1);
      } finally {
        await file.close();
      }
    }
    await unlink(path);
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    throw fileError("erase a file", error);
  }
}

/** @returns its bytes, `undefined` when there is no such file */
export async function readIfThere(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const bytes = await readFile(path);
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw fileError("read a file", error);
  }
}

/** Removes what a killed write left behind. @returns how many */
export async function sweepTemporary(folder: string): Promise<number> {
  const left = (await readdir(folder)).filter((name) => name.endsWith(TEMPORARY));
  for (const name of left) await eraseDurably(join(folder, name));
  return left.length;
}
