/** The form of `config.yaml`, as a number of its own: a file that an older Pawpost was given is read by every newer one. The file itself is not touched. */

type File = Readonly<Record<string, unknown>>;

/** From one version to the next: what the file would say, had it been written for that one. */
export type ConfigMigration = (file: File) => File;

/** The first goes from 1 to 2. None is ever taken out. */
const MIGRATIONS: readonly ConfigMigration[] = [];
export const CONFIG_VERSION = MIGRATIONS.length + 1;

/**
 * @param file one that says no version is of the first, whenever it was written
 * @param migrations all that there are
 * @returns as today's version has it; `undefined` where its version is none that is known
 */
export function bringConfigUpToDate(
  file: File,
  migrations: readonly ConfigMigration[] = MIGRATIONS,
): File | undefined {
  const today = migrations.length + 1;
  const { version = 1 } = file;
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1 || version > today)
    return undefined;
  const read = migrations.slice(version - 1).reduce((before, migrate) => migrate(before), file);
  return "version" in file ? { ...read, version: today } : read;
}
