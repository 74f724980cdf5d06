/** Back from a trial that nobody watched to its end, or that did not go well. Killed at any point, and done again, it comes to the same. */
import type { Machine } from "./machine.ts";
import type { StoreCopy } from "./store-copy.ts";
import type { VersionFolders } from "./version-folders.ts";

interface Settling {
  readonly folders: VersionFolders;
  readonly copy: StoreCopy;
  readonly machine: Pick<Machine, "stop" | "start" | "lay">;
}

/** @returns the version that runs again; `undefined` where none was on trial */
export async function goBack({ folders, copy, machine }: Settling): Promise<string | undefined> {
  await machine.stop();
  // Before the older version starts, which would refuse a newer form for good.
  await copy.bringBack();
  const to = await folders.turnBack();
  await machine.lay();
  await machine.start();
  await copy.remove();
  return to;
}

/**
 * After a start of the machine, and before and after each update: what was half done is undone, and what was stopped runs.
 * @returns the version that runs again; `undefined` where there was nothing to put right
 */
export async function settle(settling: Settling): Promise<string | undefined> {
  const { folders, copy, machine } = settling;
  const isOnTrial = (await folders.note()).trial !== null;
  const to = isOnTrial ? await goBack(settling) : undefined;
  await folders.settle();
  // Who had stopped all of it for something else finds it stopped.
  if (!isOnTrial && (await copy.isBegun())) {
    await machine.start();
    await copy.remove();
  }
  return to;
}
