/**
 * Everything goes, and a hub begins anew on an empty folder. A running hub only notes that it is to be; the next start does it, before
 * it opens anything, and a kill at any point is made up for by the start after it. `pawpost factory-reset` does the same at once:
 *
 *   1  the note           durable; it names folders of backups that are to go, too
 *   2  keys               overwritten, unlinked: from here on index, cards and household are noise. Those in the backups as well
 *   3  all else           moved into a folder `gone-...`, which no hub reads
 *   4  the note goes      the hub begins anew; where backups are to go it gets another name, and stays until they are gone
 *   5  what is in `gone-` overwritten and unlinked, while the new hub is at work; then the backups
 */
import { randomBytes } from "node:crypto";
import { readdir, rename, rmdir } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { parseJson } from "../domain/parse-json.ts";
import { eraseKeyFiles } from "./device-key.ts";
import {
  eraseDurably,
  makeFolder,
  moveDurably,
  readIfThere,
  syncFolder,
  writeDurably,
} from "./durable-file.ts";
import { fileError, hasCode } from "./errors.ts";
import { openDatabase } from "./sealed-index.ts";

const NOTE = "erase-everything";
/** What the note is called while only backups are left to go. */
const LEFT = "erase-backups";
const GONE = "gone-";

/**
 * From the moment this resolves everything goes at the next start.
 * @param backups whole paths of folders of backups that go with it
 */
export const noteEverything = (dir: string, backups: readonly string[] = []): Promise<void> =>
  writeDurably(join(dir, NOTE), [Buffer.from(`${JSON.stringify({ backups })}\n`)]);

/** Whether an erasing was begun here and is not at its end. */
export async function isBeingErased(dir: string): Promise<boolean> {
  const names = await readdir(dir).catch(() => []);
  return names.some((name) => name === NOTE || name === LEFT || name.startsWith(GONE));
}

/** @returns whether the folder is a new one now. @throws StoreError `store.in-use`, `store.io` */
export async function eraseIfNoted(dir: string): Promise<boolean> {
  const note = await readIfThere(join(dir, NOTE));
  if (note === undefined) return false;
  const backups = backupsIn(note);
  await assertNobodyElse(join(dir, "index"));
  await eraseKeyFiles(dir);
  // A stick that was pulled, or may only be read, keeps no hub from beginning anew: it is tried once more at the end.
  for (const folder of backups) await eraseFilesIn(folder).catch(() => undefined);
  const gone = join(dir, `${GONE}${randomBytes(8).toString("hex")}`);
  await makeFolder(gone);
  try {
    for (const name of await readdir(dir))
      if (name !== NOTE && !name.startsWith(GONE)) await rename(join(dir, name), join(gone, name));
    await syncFolder(dir);
  } catch (error) {
    throw fileError("erase everything", error);
  }
  if (backups.length > 0) await moveDurably(join(dir, NOTE), join(dir, LEFT));
  else await eraseDurably(join(dir, NOTE));
  return true;
}

/** Overwrites what was moved away, also before a kill. @param count told of each file */
export async function eraseGone(
  dir: string,
  signal: AbortSignal,
  count: (path: string) => void = () => undefined,
): Promise<void> {
  for (const name of await readdir(dir))
    if (name.startsWith(GONE)) await eraseTree(join(dir, name), signal, count);
  const left = await readIfThere(join(dir, LEFT));
  if (left === undefined) return;
  for (const folder of backupsIn(left)) await eraseTree(folder, signal, count);
  await eraseDurably(join(dir, LEFT));
}

/** A note of an older hub names none. */
function backupsIn(note: Uint8Array): readonly string[] {
  const said = parseJson(note);
  const folders = typeof said === "object" && said !== null && "backups" in said ? said.backups : undefined;
  if (!Array.isArray(folders)) return [];
  return folders.filter((folder): folder is string => typeof folder === "string" && isAbsolute(folder));
}

/** The files of one folder alone: in a place of backups that is all that opens anything there. One that is not there has none. */
async function eraseFilesIn(folder: string): Promise<void> {
  for (const entry of await readdirIfThere(folder))
    if (!entry.isDirectory()) await eraseDurably(join(folder, entry.name));
}

/** Overwrites every file of a folder, and removes the folder. Links go, and what they lead to is not ours. */
export async function eraseTree(
  folder: string,
  signal: AbortSignal,
  count: (path: string) => void = () => undefined,
): Promise<void> {
  for (const entry of await readdirIfThere(folder)) {
    signal.throwIfAborted();
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await eraseTree(path, signal, count);
    else if (await eraseDurably(path)) count(path);
  }
  await rmdir(folder).catch((error: unknown) => {
    if (!hasCode(error, "ENOENT")) throw fileError("remove a folder", error);
  });
}

async function readdirIfThere(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw fileError("look into a folder", error);
  }
}

/** The lock of the folder is LevelDB's. An index that does not open is none that somebody works on. @throws StoreError `store.in-use` */
export async function assertNobodyElse(folder: string): Promise<void> {
  try {
    await (await openDatabase(folder)).close();
  } catch (error) {
    if (hasCode(error, "store.in-use")) throw error;
  }
}
