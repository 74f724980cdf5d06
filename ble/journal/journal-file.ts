import { constants } from "node:fs";
import { type FileHandle, open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";

/** What the journal asks of its file. A seam of its own, so that a test can fill the disk. */
export interface JournalFile {
  read(): Promise<Uint8Array>;
  /** Writes all of `bytes` at `position`; on an error a part may have been written. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** The bytes written, and the length, survive a power cut. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

export interface JournalFolder {
  /** Opens the journal's file, making it if there is none. */
  open(): Promise<JournalFile>;
  /** An empty file beside it, for a shorter copy. */
  create(): Promise<JournalFile>;
  /** Puts what `create` made in the journal's place, durably. */
  adopt(): Promise<void>;
  /** Drops what `create` made. */
  discard(): Promise<void>;
}

const OWNER_ONLY = 0o600;

export function journalFolder(path: string): JournalFolder {
  const copy = `${path}.new`;
  return {
    async open() {
      const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, OWNER_ONLY);
      await syncFolder(path);
      return onHandle(file);
    },
    create: async () => onHandle(await open(copy, "w", OWNER_ONLY)),
    async adopt() {
      await rename(copy, path);
      await syncFolder(path);
    },
    discard: () => unlink(copy),
  };
}

/** A new name in a folder is durable only when the folder is. */
async function syncFolder(path: string): Promise<void> {
  await using folder = await open(dirname(path), "r");
  await folder.sync();
}

function onHandle(handle: FileHandle): JournalFile {
  return {
    read: () => handle.readFile(),
    async write(bytes, position) {
      for (let done = 0; done < bytes.byteLength; ) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.byteLength - done, position + done);
        done += bytesWritten;
      }
    },
    sync: () => handle.datasync(),
    truncate: (length) => handle.truncate(length),
    close: () => handle.close(),
  };
}
