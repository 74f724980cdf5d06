/**
 * A copy of the family's backup in this browser's own folder (OPFS), which no other page reads; from there it may be saved as a file. It is sealed as the
 * hub sealed it. Where a browser has no such folder, as in a private window of some, it is saved as a file at once.
 */
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { CopyTrouble } from "../hub/errors.ts";
import type { Page } from "../page-state.ts";
import { saveFile } from "../save-file.ts";
import { withStepUp } from "./step-up.ts";

const PREFIX = "pawpost-backup-";
/** Of another family, where this address was another hub's before, there may be another one. */
const nameFor = (hub: PublicId) => `${PREFIX}${hub}.tar`;

interface Taking {
  /** @param bytes how many are here */
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}

async function folderHere(): Promise<FileSystemDirectoryHandle | undefined> {
  if (!("createWritable" in (globalThis.FileSystemFileHandle?.prototype ?? {}))) return undefined;
  return navigator.storage.getDirectory().catch(() => undefined);
}

/** Whether this browser keeps one. */
export const canKeepCopy = async (): Promise<boolean> => (await folderHere()) !== undefined;

/** All that are here, the newest first: a new hub knows no other name than its own. When each was taken is its `lastModified`. */
export async function keptCopies(): Promise<readonly File[]> {
  const files: File[] = [];
  for await (const entry of (await folderHere())?.values() ?? []) {
    if (entry.kind !== "file" || !entry.name.startsWith(PREFIX)) continue;
    const file = await (entry as FileSystemFileHandle).getFile();
    // One whose taking broke off before it was ever whole has nothing in it.
    if (file.size > 0) files.push(file);
  }
  return files.toSorted((one, other) => other.lastModified - one.lastModified);
}

export const keptCopy = async (hub: PublicId): Promise<File | undefined> =>
  (await keptCopies()).find(({ name }) => name === nameFor(hub));

/**
 * Takes the place of the one before once it is whole: what breaks off leaves that one.
 * @throws NotNow, HubRefusal, HubUnreachable, CopyTrouble; the signal's reason
 */
export async function keepCopy(page: Page, hub: PublicId, { onBytes, signal }: Taking): Promise<void> {
  // The browser may empty itself of what it was not asked to keep.
  await navigator.storage.persist?.();
  const copy = await openCopy(page, { onBytes, signal });
  await brokenOff(signal, async () => {
    const handle = await (await folderHere())?.getFileHandle(nameFor(hub), { create: true });
    await copy.pipeTo((await handle?.createWritable()) ?? new WritableStream(), { signal });
  });
}

/** Where the browser keeps none. @throws as {@link keepCopy} */
export async function takeAsFile(page: Page, { onBytes, signal }: Taking): Promise<void> {
  const copy = await openCopy(page, { onBytes, signal });
  await brokenOff(signal, async () => saveAsFile(await new Response(copy).blob(), Date.now()));
}

/** As a file among this device's others. @param at when it was taken, Unix ms */
export function saveAsFile(copy: Blob, at: number): void {
  saveFile(copy, `pawpost-backup-${new Date(at).toISOString().slice(0, 10)}.tar`);
}

export async function dropCopy(hub: PublicId): Promise<void> {
  await (await folderHere())?.removeEntry(nameFor(hub));
}

async function openCopy(page: Page, { onBytes, signal }: Taking) {
  const { body } = await withStepUp(page, () => page.client.open("GET", "/backup/copy", { signal }));
  if (body === null) throw new CopyTrouble("copy.broke-off", "nothing came");
  let bytes = 0;
  return body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(piece, next) {
        bytes += piece.byteLength;
        onBytes(bytes);
        next.enqueue(piece);
      },
    }),
  );
}

async function brokenOff(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    signal.throwIfAborted();
    const isFull = cause instanceof DOMException && cause.name === "QuotaExceededError";
    throw new CopyTrouble(isFull ? "copy.no-room" : "copy.broke-off", "it is not whole", { cause });
  }
}
