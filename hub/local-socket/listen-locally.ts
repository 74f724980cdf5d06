import { rm } from "node:fs/promises";
import type { Server } from "node:net";

/** rw for the owner, nothing for others: connecting to a Unix socket needs write permission, unix(7). */
const OWNER_ONLY_UMASK = 0o177;

/**
 * Serves on a Unix socket that only its owner may open. What a killed predecessor left there is removed: the run folder
 * is this start's own.
 * @returns closes the server; connections are its owner's to end first
 */
export async function listenLocally(server: Server, path: string): Promise<AsyncDisposable> {
  await rm(path, { force: true });
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    const before = process.umask(OWNER_ONLY_UMASK);
    try {
      // bind(2) happens within this call, so the file never exists with wider permissions.
      server.listen(path, () => {
        server.removeListener("error", failed);
        listening();
      });
    } finally {
      process.umask(before);
    }
  });
  return { [Symbol.asyncDispose]: () => new Promise((closed) => void server.close(() => closed())) };
}
