/**
 * Everything goes, and a hub begins anew on an empty folder. A running hub only notes that it is to be; the next start does it, before
 * it opens anything, and a kill at any point is made up for by the start after it:
 *
 *   1  the note           durable
 *   2  keys               overwritten, unlinked: from here on index, cards and household are noise
 *   3  all else           moved into a folder `gone-...`, which no hub reads
 *   4  the note goes      the hub begins anew
 *   5  what is in `gone-` overwritten and unlinked, while the new hub is at work
 */
import { randomBytes } from "node:crypto";
import { readdir, rename, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { eraseKeyFiles } from "./device-key.ts";
import { eraseDurably, makeFolder, readIfThere, syncFolder, writeDurably } from "./durable-file.ts";
import { fileError, hasCode } from "./errors.ts";
import { openDatabase } from "./sealed-index.ts";

const NOTE = "erase-everything";
const GONE = "gone-";

/** From the moment this resolves everything goes at the next start. */
export const noteEverything = (dir: string): Promise<void> =>
  writeDurably(join(dir, NOTE), [Buffer.from("at the next start\n")]);

/** @returns whether the folder is a new one now. @throws StoreError `store.in-use`, `store.io` */
export async function eraseIfNoted(dir: string): Promise<boolean> {
  if ((await readIfThere(join(dir, NOTE))) === undefined) return false;
  await assertNobodyElse(join(dir, "index"));
  await eraseKeyFiles(dir);
  const gone = join(dir, `${GONE}${randomBytes(8).toString("hex")}`);
  await makeFolder(gone);
  try {
    for (const name of await readdir(dir))
      if (name !== NOTE && !name.startsWith(GONE)) await rename(join(dir, name), join(gone, name));
    await syncFolder(dir);
  } catch (error) {
    throw fileError("erase everything", error);
  }
  await eraseDurably(join(dir, NOTE));
  return true;
}

/** Overwrites what was moved away, also before a kill. */
export async function eraseGone(dir: string, signal: AbortSignal): Promise<void> {
  for (const name of await readdir(dir)) if (name.startsWith(GONE)) await eraseTree(join(dir, name), signal);
}

async function eraseTree(folder: string, signal: AbortSignal): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    signal.throwIfAborted();
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await eraseTree(path, signal);
    else await eraseDurably(path);
  }
  await rmdir(folder);
}

/** The lock of the folder is LevelDB's. An index that does not open is none that somebody works on. */
export async function assertNobodyElse(folder: string): Promise<void> {
  try {
    await (await openDatabase(folder)).close();
  } catch (error) {
    if (hasCode(error, "store.in-use")) throw error;
  }
}
