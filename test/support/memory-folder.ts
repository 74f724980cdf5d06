import { chmodSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MEMORY = "/dev/shm";
const ENOUGH_BYTES = 1_073_741_824;

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > ENOUGH_BYTES;
  } catch {
    return false; // there is none
  }
}

/**
 * Where what is made and removed again lies: in memory where there is room, which makes it fast, not durable. Thousands of small files
 * are what a disk's file system is slowest at: ext4 looks for numbers of files that were not used within minutes.
 */
export const MEMORY_FOLDER: string = hasRoom(MEMORY) ? MEMORY : tmpdir();

/** From here on all temporary files of this process and of those that it starts lie there, and go when it ends. */
export function keepTemporaryInMemory(): void {
  const folder = mkdtempSync(join(MEMORY_FOLDER, "paw-"));
  // Programs that a test starts as another user find what is laid out for them; what is in it is each one's own.
  chmodSync(folder, 0o711);
  process.env.TMPDIR = folder;
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
}
