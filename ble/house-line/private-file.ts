import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, rename, rm, unlink } from "node:fs/promises";
import { dirname } from "node:path";

/** Whole, for its own user only, and on the disk when it resolves; what was there before stays until then. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const fresh = `${path}.new`;
  await rm(fresh, { force: true });
  const file = await open(fresh, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
  await syncFolder(path);
}

/** Overwritten, and gone when it resolves. @returns whether there was one */
export async function erasePrivateFile(path: string): Promise<boolean> {
  const file = await open(path, constants.O_WRONLY | constants.O_NOFOLLOW).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      // A link that somebody laid out: it goes, and what it leads to is not ours.
      if (error.code === "ELOOP") return "link";
      throw error;
    },
  );
  if (file === undefined) return false;
  if (file !== "link") await overwrite(file);
  await unlink(path);
  await syncFolder(path);
  return true;
}

async function overwrite(file: FileHandle): Promise<void> {
  try {
    const { size } = await file.stat();
    await file.writeFile(randomBytes(size));
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), "r");
  await folder.sync().finally(() => folder.close());
}
