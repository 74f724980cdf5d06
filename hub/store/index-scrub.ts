/** Looks through LevelDB's files for what LevelDB itself would pass over. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { ms } from "../domain/duration.ts";
import type { Clock } from "../ports/clock.ts";
import { readIfThere } from "./durable-file.ts";
import { damagedIndex, hasCode } from "./errors.ts";
import { isSoundLog, isSoundTable } from "./level-files.ts";

/** As much as is read before the store opens: some 60,000 messages, a fifth of a second on a laptop. */
const AT_ONCE_BYTES = 64 * 1024 * 1024;
const PAUSE = ms(50);

/** Before LevelDB opens: it reads its logs once, and drops from them what does not hold. @throws StoreError `store.damaged` */
export async function assertSoundLogs(folder: string): Promise<void> {
  for (const name of await namesIn(folder, /^\d+\.log$/)) {
    const log = await readIfThere(join(folder, name));
    if (log !== undefined && !isSoundLog(log)) throw damagedIndex();
  }
}

/**
 * The newest tables now, the others by and by.
 * @returns goes on with the rest; give it a signal to end it early
 * @throws StoreError `store.damaged`
 */
export async function assertSoundTables(
  folder: string,
): Promise<(clock: Clock, signal: AbortSignal) => Promise<void>> {
  const tables = (await namesIn(folder, /^\d+\.(ldb|sst)$/)).sort().reverse();
  let bytes = 0;
  for (let name = tables.shift(); name !== undefined; name = tables.shift()) {
    await assertSoundTable(folder, name);
    bytes += await stat(join(folder, name)).then(
      ({ size }) => size,
      () => 0, // compacted away meanwhile
    );
    if (bytes >= AT_ONCE_BYTES) break;
  }
  return async (clock, signal) => {
    for (const name of tables) {
      await clock.sleep(PAUSE, signal);
      await assertSoundTable(folder, name);
    }
  };
}

async function assertSoundTable(folder: string, name: string): Promise<void> {
  const table = await readIfThere(join(folder, name)); // compacted away, its successor was made of what LevelDB read
  if (table !== undefined && !isSoundTable(table)) throw damagedIndex({ isFatal: true });
}

async function namesIn(folder: string, pattern: RegExp): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => pattern.test(name));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}
