import { lstat, stat } from "node:fs/promises";
import { join } from "node:path";
import { MARKER } from "../supervisor/data-folder.ts";

/**
 * On an installed system the hub's folder is its own user's. Root, who types the command, becomes that user before anything of a stick is read, for
 * good: whatever lies there can do no more than the hub could, and what is written is the hub's.
 * @returns whether this is an installed system, where systemd starts the hub and nobody else holds the data folder
 */
export async function becomeHubsUser(data: string): Promise<boolean> {
  const hub = await stat(join(data, "hub")).catch(() => undefined);
  if (hub === undefined || hub.uid === 0 || process.getuid?.() !== 0) return false;
  const hasMark = await lstat(join(data, MARKER)).then(
    () => true,
    () => false,
  );
  process.setgroups?.([]);
  process.setgid?.(hub.gid);
  process.setuid?.(hub.uid);
  process.umask(0o077);
  return !hasMark;
}
