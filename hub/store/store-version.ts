/**
 * In what form the store is, as a number, so that a newer Pawpost brings it up to date and an older one does not take it for its own.
 *
 * The number is raised where what an older version wrote is not read any more, or where an older one would lose what a newer one writes. It stands
 * twice: in the index, which goes into backups, and in a file beside it, which outlives a lost index. Where it stands nowhere it is 1.
 */
import { join } from "node:path";
import type { Logger } from "../ports/logger.ts";
import type { DeviceKeys } from "./device-key.ts";
import { readIfThere, replaceDurably } from "./durable-file.ts";
import { hasCode, StoreError } from "./errors.ts";
import { nameKey, type SealedIndex } from "./sealed-index.ts";

export interface StoreParts {
  /** The store's folder. */
  readonly dir: string;
  readonly index: SealedIndex;
  readonly keys: DeviceKeys;
}

/**
 * From one version to the next. Nothing else is at work meanwhile. A kill may come at any point, and then it runs again from its beginning: done
 * twice it comes to the same, and on an empty store it does nothing.
 */
export type Migration = (parts: StoreParts) => Promise<void>;

/** The first goes from 1 to 2. None is ever taken out: a hub may have been switched off for years. */
const MIGRATIONS: readonly Migration[] = [];
export const STORE_VERSION = MIGRATIONS.length + 1;

export const VERSION_FILE = "store.version";

/**
 * @param migrations all that there are
 * @returns the version that was found, and the one that it is now
 * @throws StoreError `store.too-new`, and whatever a migration throws: then it is as if the hub had been killed there
 */
export async function bringUpToDate(
  parts: StoreParts,
  logger: Logger,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<{ readonly from: number; readonly to: number }> {
  const key = nameKey("meta", parts.keys.nameOf("store version"));
  const inIndex = await parts.index.get<number>(key);
  const inFile = await readVersionFile(parts.dir);
  const from = Math.max(inIndex ?? 1, inFile ?? 1);
  const to = migrations.length + 1;
  if (from > to)
    throw new StoreError("store.too-new", `the store is of version ${from}, and this Pawpost knows ${to}`);
  for (const [nth, migrate] of migrations.entries()) {
    if (nth + 2 <= from) continue;
    await migrate(parts);
    await note(nth + 2);
    logger.info("the store was brought up to date", { version: nth + 2 });
  }
  // A disk too full for even this is read all the same.
  if (from === to && (inIndex !== to || inFile !== to))
    await note(to).catch((error: unknown) => {
      if (!hasCode(error, "store.disk-full")) throw error;
    });
  return { from, to };

  /** The file first: an older hub that finds one of the two leaves the store alone. */
  async function note(version: number): Promise<void> {
    await replaceDurably(join(parts.dir, VERSION_FILE), [Buffer.from(`${version}\n`)]);
    await parts.index.commit([{ key, value: version }]);
  }
}

/** @throws StoreError `store.damaged` */
async function readVersionFile(dir: string): Promise<number | undefined> {
  const bytes = await readIfThere(join(dir, VERSION_FILE));
  if (bytes === undefined) return undefined;
  const [, digits] = /^([1-9]\d{0,5})\n$/.exec(Buffer.from(bytes).toString("latin1")) ?? [];
  if (digits === undefined) throw new StoreError("store.damaged", `${VERSION_FILE} is damaged`);
  return Number(digits);
}
