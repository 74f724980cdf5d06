/** A copy of the family's backup in this browser's own folder (OPFS), which no other page reads; from there it may be saved as a file. It is sealed as the hub sealed it. */
import { HubUnreachable } from "../hub/errors.ts";
import type { Page } from "../page-state.ts";
import { withStepUp } from "./step-up.ts";

const NAME = "pawpost-backup.tar";

export interface KeptCopy {
  /** When it was taken, Unix ms. */
  readonly at: number;
  readonly bytes: number;
}

/** Whether this browser can keep one. */
export const canKeepCopy = (): boolean =>
  typeof navigator.storage?.getDirectory === "function" &&
  "createWritable" in (globalThis.FileSystemFileHandle?.prototype ?? {});

const fileHere = async (create: boolean): Promise<FileSystemFileHandle | undefined> => {
  const folder = await navigator.storage.getDirectory();
  return folder.getFileHandle(NAME, { create }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "NotFoundError") return undefined;
    throw error;
  });
};

export async function keptCopy(): Promise<KeptCopy | undefined> {
  const file = await (await fileHere(false))?.getFile();
  return file === undefined || file.size === 0 ? undefined : { at: file.lastModified, bytes: file.size };
}

/**
 * Takes the place of the one before once it is whole: what breaks off leaves that one.
 * @param onBytes how many are here
 * @throws NotNow, HubRefusal, HubUnreachable
 */
export async function keepCopy(
  page: Page,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  // The browser may empty itself of what it was not asked to keep.
  await navigator.storage.persist?.();
  const { body } = await withStepUp(page, () => page.client.open("GET", "/backup/copy", { signal }));
  const handle = await fileHere(true);
  if (body === null || handle === undefined) throw new HubUnreachable("nothing came");
  let bytes = 0;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(piece, next) {
      bytes += piece.byteLength;
      onBytes(bytes);
      next.enqueue(piece);
    },
  });
  try {
    await body.pipeThrough(counted).pipeTo(await handle.createWritable(), { signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new HubUnreachable("it broke off", { cause });
  }
}

/** As a file among this device's others. @returns its name */
export async function saveCopy(): Promise<string | undefined> {
  const file = await (await fileHere(false))?.getFile();
  if (file === undefined) return undefined;
  const day = new Date(file.lastModified).toISOString().slice(0, 10);
  const link = document.createElement("a");
  link.download = `pawpost-backup-${day}.tar`;
  link.href = URL.createObjectURL(file);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return link.download;
}

export async function dropCopy(): Promise<void> {
  const folder = await navigator.storage.getDirectory();
  await folder.removeEntry(NAME);
}
