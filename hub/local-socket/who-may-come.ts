import { mkdir, stat } from "node:fs/promises";

/**
 * Who may open what lies in a folder: its owner alone, and its group where the folder lets the group through, as it does on an
 * installed system for the one process that is to come there (docs/processes.md). A folder that is not there is made, for its owner.
 * @returns bits of the mode for a file in it; what is made in a set-group-id folder has the folder's group (inode(7))
 */
export async function whoMayCome(folder: string): Promise<0o600 | 0o660> {
  const GROUP_PASSES = 0o010;
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  return ((await stat(folder)).mode & GROUP_PASSES) === 0 ? 0o600 : 0o660;
}
