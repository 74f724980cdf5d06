/**
 * Looks through LevelDB's files for what LevelDB itself would pass over, before it opens them: what it then makes of them
 * (it drops broken batches of its log, it merges tables) has sound checksums again. Only looks, so it may come before the lock.
 */

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ms } from "../domain/duration.ts";
import type { Clock } from "../ports/clock.ts";
import { readIfThere } from "./durable-file.ts";
import { damagedIndex, hasCode } from "./errors.ts";
import { isSoundLog, isSoundTable, logBatches } from "./level-files.ts";
import { filesInUse } from "./level-manifest.ts";

/** As much as is read before the store opens: some 100,000 messages, a fifth of a second on a laptop. */
const AT_ONCE_BYTES = 64 * 1024 * 1024;
const PAUSE = ms(50);

export interface SoundIndex {
  /** Goes on with the tables that were not looked at yet, until the signal aborts. @throws StoreError `store.damaged` */
  scrubRest(clock: Clock, signal: AbortSignal): Promise<void>;
  /** No log says anything, though the first thing that a hub at work writes is that it is: what was there may be lost. */
  readonly isLogEmpty: boolean;
}

/**
 * Logs and the newest tables now, the other tables by and by.
 * @throws StoreError `store.damaged`
 */
export async function assertSoundIndex(folder: string): Promise<SoundIndex> {
  const names = await namesIn(folder);
  if (names.some(isTable) && !names.includes("CURRENT")) {
    throw damagedIndex(); // LevelDB would take it for a new one, and remove the tables it finds there
  }
  let isLogEmpty = names.some(isLog);
  for (const name of names.filter(isLog)) {
    const log = await readIfThere(join(folder, name));
    if (log !== undefined && !isSoundLog(log)) throw damagedIndex();
    if (log !== undefined && hasBatch(log)) isLogEmpty = false;
  }
  const inUse = filesInUse((await readManifest(folder)) ?? new Uint8Array());
  // LevelDB would go on without it, as if what it holds had never been.
  if (inUse.log > 0 && !names.includes(`${fileNumber(inUse.log)}.log`)) throw damagedIndex();
  const tables = [...inUse.tables].sort((one, other) => other - one);
  for (let bytes = 0, table = tables.shift(); table !== undefined; table = tables.shift()) {
    bytes += await readSoundTable(folder, table);
    if (bytes >= AT_ONCE_BYTES) break;
  }
  return {
    isLogEmpty,
    async scrubRest(clock, signal) {
      for (const table of tables) {
        await clock.sleep(PAUSE, signal);
        await readSoundTable(folder, table);
      }
    },
  };
}

/**
 * Whether LevelDB was stopped while it made the database, and nothing was ever in it. It names its first manifest in CURRENT before it has
 * flushed it (`DBImpl::NewDB` of 1.20), and does not open what a power cut leaves of that. The second one, which it flushes, may lie there.
 */
export async function isHalfMade(folder: string): Promise<boolean> {
  const names = await namesIn(folder);
  if (!names.includes("CURRENT") || names.some(isTable)) return false;
  const named = await readManifest(folder);
  if (named === undefined || !filesInUse(named).isEmpty) return false;
  for (const name of names) {
    const bytes = await readIfThere(join(folder, name));
    if (bytes === undefined) continue;
    if (isLog(name) && hasBatch(bytes)) return false;
    if (name.startsWith("MANIFEST-") && filesInUse(bytes).tables.size > 0) return false;
  }
  return true;
}

const isTable = (name: string) => /\.(ldb|sst)$/.test(name);
const isLog = (name: string) => /^\d+\.log$/.test(name);
const hasBatch = (log: Uint8Array) => !logBatches(log).next().done;
const fileNumber = (number: number) => String(number).padStart(6, "0");

/** A table never changes; one that is gone was merged into others meanwhile, or LevelDB says that it is missing. */
async function readSoundTable(folder: string, number: number): Promise<number> {
  const name = fileNumber(number);
  const table =
    (await readIfThere(join(folder, `${name}.ldb`))) ?? (await readIfThere(join(folder, `${name}.sst`)));
  if (table !== undefined && !isSoundTable(table)) throw damagedIndex({ isFatal: true });
  return table?.byteLength ?? 0;
}

async function readManifest(folder: string): Promise<Uint8Array | undefined> {
  const current = await readIfThere(join(folder, "CURRENT"));
  const name = Buffer.from(current ?? [])
    .toString("latin1")
    .trimEnd();
  return /^MANIFEST-\d+$/.test(name) ? readIfThere(join(folder, name)) : undefined;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}
