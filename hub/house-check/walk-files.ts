import type { Stats } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

export interface WalkedFile {
  readonly path: string;
  readonly stat: Stats;
}

/** All that lies below a folder, the folder first. Links are told, and not followed; what goes meanwhile is left out. @throws what may not be read */
export async function* walkFiles(path: string, signal: AbortSignal): AsyncGenerator<WalkedFile> {
  signal.throwIfAborted();
  const stat = await ifThere(lstat(path));
  if (stat === undefined) return;
  yield { path, stat };
  if (!stat.isDirectory()) return;
  for (const name of (await ifThere(readdir(path))) ?? []) yield* walkFiles(join(path, name), signal);
}

async function ifThere<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
