/**
 * A store that came out of a backup, on its way to be this hub's own. It is laid out inside the hub's folder, since under systemd the hub may
 * write nowhere else, and takes its place before a start opens anything:
 *
 *   restoring-<16 hex digits>/   being laid out; the next one clears away what a kill left
 *   uploaded/                    a copy of a backup that came over the network; the next start clears it away
 *   restored/                    whole: each thing in it takes the place of what has its name, one after the other
 *
 * A kill at any point is made up for by the start after it. What it takes the place of is the folder of a hub that nobody claimed.
 */
import { randomBytes } from "node:crypto";
import { readdir, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { syncFolder } from "./durable-file.ts";
import { assertNobodyElse } from "./erase-everything.ts";
import { fileError } from "./errors.ts";

const RESTORING = "restoring-";
const RESTORED = "restored";
const UPLOADED = "uploaded";

/** Where a copy comes to lie that somebody brings from another device, for as long as it takes. */
export const uploadedFolder = (hub: string): string => join(hub, UPLOADED);

/** @returns where to lay one out; not there yet. @param hub the hub's folder, which is there */
export async function newRestoringFolder(hub: string): Promise<string> {
  try {
    for (const name of await readdir(hub))
      if (name.startsWith(RESTORING)) await rm(join(hub, name), { recursive: true });
  } catch (error) {
    throw fileError("clear away what was left", error);
  }
  return join(hub, `${RESTORING}${randomBytes(8).toString("hex")}`);
}

/** From the moment this resolves the hub goes on as the one of the backup, from its next start on. */
export async function noteRestored(hub: string, restoring: string): Promise<void> {
  try {
    await rename(restoring, join(hub, RESTORED));
    await syncFolder(hub);
  } catch (error) {
    throw fileError("note what was brought back", error);
  }
}

/** @returns whether one took its place. @throws StoreError `store.in-use`, `store.io` */
export async function takeUpRestored(hub: string): Promise<boolean> {
  const restored = join(hub, RESTORED);
  try {
    const names = await readdir(restored).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    });
    if (names === undefined) return false;
    await assertNobodyElse(join(hub, "index"));
    for (const name of names) {
      await rm(join(hub, name), { recursive: true, force: true });
      await rename(join(restored, name), join(hub, name));
    }
    await syncFolder(hub);
    await rmdir(restored);
    await syncFolder(hub);
    return true;
  } catch (error) {
    throw fileError("take up what was brought back", error);
  }
}
