import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { lstat, open, unlink } from "node:fs/promises";

/**
 * Overwrites and removes a file of that owner, by a name that is none of a link's: root does so in folders of another user.
 * @returns whether it is gone
 */
export async function eraseLeftover(path: string, owner: number): Promise<boolean> {
  const file = await open(path, constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => undefined,
  );
  if (file === undefined) return false;
  try {
    const stat = await file.stat();
    if (!stat.isFile() || stat.uid !== owner) return false;
    await file.write(randomBytes(stat.size), 0, stat.size, 0);
    await file.datasync();
    const named = await lstat(path);
    if (named.ino !== stat.ino || named.dev !== stat.dev) return false;
    await unlink(path);
    return true;
  } finally {
    await file.close();
  }
}
