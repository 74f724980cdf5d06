import { stat } from "node:fs/promises";

/**
 * As root, does it as whoever owns the folder: what is made there on the way is then theirs too, and a start after a kill goes on with it.
 * One at a time: it changes who this whole process is.
 */
export async function asOwnerOf<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const { uid, gid } = await stat(folder);
  if (process.geteuid?.() !== 0 || uid === 0) return work();
  process.setegid?.(gid);
  process.seteuid?.(uid);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}
