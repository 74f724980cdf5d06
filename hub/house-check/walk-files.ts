import type { Stats } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

export interface WalkedFile {
  readonly path: string;
  readonly stat: Stats;
}

/**
 * All that lies below a folder, the folder first. Links are told, and not followed; what goes meanwhile is left out.
 * @param closed told of each folder that this user may not look into; where it is left out, the first one ends the walk
 * @throws what may not be read
 */
export async function* walkFiles(
  path: string,
  signal: AbortSignal,
  closed?: (path: string) => void,
): AsyncGenerator<WalkedFile> {
  signal.throwIfAborted();
  const stat = await ifThere(lstat(path), path);
  if (stat === undefined) return;
  yield { path, stat };
  if (!stat.isDirectory()) return;
  for (const name of (await ifThere(readdir(path), path, closed)) ?? [])
    yield* walkFiles(join(path, name), signal, closed);
}

async function ifThere<T>(
  asked: Promise<T>,
  path: string,
  closed?: (path: string) => void,
): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" && closed !== undefined) closed(path);
    else if (code !== "ENOENT") throw error;
    return undefined;
  }
}
