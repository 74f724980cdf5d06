/**
 * Opens the index. One that is damaged is put aside as it is, and the hub makes another from what lies beside it (`rebuild-index.ts`): a hub that
 * waited for somebody to do so would leave a toy beside a bed without anybody to hear. What LevelDB itself would make of it has sound
 * checksums again, and lacks what it could not read.
 */
import { link, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "../ports/logger.ts";
import type { DiskSpace } from "./disk-space.ts";
import { makeFolder, readIfThere, syncFolder, writeDurably } from "./durable-file.ts";
import { eraseTree } from "./erase-everything.ts";
import { damagedIndex, fileError, hasCode, nothingIfDamaged, StoreError } from "./errors.ts";
import { assertSoundIndex, isHalfMade, type SoundIndex } from "./index-scrub.ts";
import { destroyDatabase, openDatabase } from "./sealed-index.ts";

const ASIDE = "index-damaged";
/** In the index' folder, by a hub that found damage while it was at work; it goes aside with the folder. */
const MARK = "damaged";
const LOCK = "LOCK";
/** For as long as a damaged index is being put aside. */
const HOLDING = "index-lock";

export interface OpenIndex {
  readonly db: Awaited<ReturnType<typeof openDatabase>>;
  readonly sound: SoundIndex;
}

/** @throws StoreError `store.in-use`, `store.damaged` where it cannot be put aside, `store.disk-full`, `store.io` */
export async function openIndex(dir: string, space: DiskSpace, logger: Logger): Promise<OpenIndex> {
  const folder = join(dir, "index");
  await makeFolder(folder); // before LevelDB does, which would let others in
  const sound = await unlessDamaged(look(folder));
  const db = sound && (await unlessDamaged(openLocked(folder, space, logger)));
  if (sound !== undefined && db !== undefined) return { sound, db };
  const isCertain = sound !== undefined; // LevelDB says so, which looks with nobody else at work there
  if (await putAside(dir, isCertain))
    logger.error("the index is damaged: it is put aside, and made again", {});
  await makeFolder(folder);
  return { sound: await look(folder), db: await openLocked(folder, space, logger) };
}

/** The next start puts the index aside that this hub found damaged. */
export const noteDamage = (dir: string): Promise<void> => writeDurably(join(dir, "index", MARK), []);

/** What was put aside knows of messages that are being erased. */
export const erasePutAside = (dir: string): Promise<void> =>
  eraseTree(join(dir, ASIDE), new AbortController().signal);

async function look(folder: string): Promise<SoundIndex> {
  if ((await readIfThere(join(folder, MARK))) !== undefined) throw damagedIndex();
  return assertSoundIndex(folder);
}

const unlessDamaged = <T>(work: Promise<T>): Promise<T | undefined> => work.catch(nothingIfDamaged);

/**
 * Under the lock of the index: another hub may be at work there, and have written while this one looked. LevelDB locks nothing without opening
 * it, so what it opens is another database, whose lock is the same file.
 * @returns false where the index is not damaged after all
 */
async function putAside(dir: string, isCertain: boolean): Promise<boolean> {
  const [folder, holding] = [join(dir, "index"), join(dir, HOLDING)];
  try {
    await rm(holding, { recursive: true, force: true });
    await makeFolder(holding);
    await (await open(join(folder, LOCK), "a", 0o600)).close();
    await link(join(folder, LOCK), join(holding, LOCK));
  } catch (cause) {
    throw damagedIndex({ cause }); // a file system without links: by hand, as the error advises
  }
  const lock = await openDatabase(holding);
  try {
    if (!isCertain && (await unlessDamaged(look(folder))) !== undefined) return false;
    await erasePutAside(dir);
    await rename(folder, join(dir, ASIDE));
    await syncFolder(dir);
    return true;
  } catch (error) {
    throw fileError("put the damaged index aside", error);
  } finally {
    await lock.close();
    await rm(holding, { recursive: true, force: true });
  }
}

async function openLocked(folder: string, space: DiskSpace, logger: Logger) {
  try {
    return await openDatabase(folder);
  } catch (error) {
    if (hasCode(error, "store.damaged") && (await isHalfMade(folder))) {
      logger.warn("the index was not made to its end: it is made anew", {});
      await destroyDatabase(folder);
      await makeFolder(folder);
      return openDatabase(folder);
    }
    if (hasCode(error, "store.in-use") || hasCode(error, "store.damaged")) throw error;
    if (!(await space.dropBallast())) throw error;
    logger.warn("the index did not open: gave up the ballast file", {
      code: error instanceof StoreError ? error.code : "unknown",
    });
    return openDatabase(folder);
  }
}
