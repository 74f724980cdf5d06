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
import { isSoundLog, isSoundTable } from "./level-files.ts";
import { tablesInUse } from "./level-manifest.ts";

/** As much as is read before the store opens: some 100,000 messages, a fifth of a second on a laptop. */
const AT_ONCE_BYTES = 64 * 1024 * 1024;
const PAUSE = ms(50);

/**
 * Logs and the newest tables now, the other tables by and by.
 * @returns goes on with the rest, until the signal aborts
 * @throws StoreError `store.damaged`
 */
export async function assertSoundIndex(
  folder: string,
): Promise<(clock: Clock, signal: AbortSignal) => Promise<void>> {
  const names = await namesIn(folder);
  if (names.some((name) => /\.(ldb|sst)$/.test(name)) && !names.includes("CURRENT")) {
    throw damagedIndex(); // LevelDB would take it for a new one, and remove the tables it finds there
  }
  for (const name of names.filter((one) => /^\d+\.log$/.test(one))) {
    const log = await readIfThere(join(folder, name));
    if (log !== undefined && !isSoundLog(log)) throw damagedIndex();
  }
  const manifest = await readManifest(folder);
  const tables = [...tablesInUse(manifest ?? new Uint8Array())].sort((one, other) => other - one);
  for (let bytes = 0, table = tables.shift(); table !== undefined; table = tables.shift()) {
    bytes += await readSoundTable(folder, table);
    if (bytes >= AT_ONCE_BYTES) break;
  }
  return async (clock, signal) => {
    for (const table of tables) {
      await clock.sleep(PAUSE, signal);
      await readSoundTable(folder, table);
    }
  };
}

/** A table never changes; one that is gone was merged into others meanwhile, or LevelDB says that it is missing. */
async function readSoundTable(folder: string, number: number): Promise<number> {
  const name = String(number).padStart(6, "0");
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
