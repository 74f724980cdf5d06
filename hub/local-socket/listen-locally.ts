import { rm } from "node:fs/promises";
import type { Server } from "node:net";
import { dirname } from "node:path";
import { whoMayCome } from "./who-may-come.ts";

/**
 * Serves on a Unix socket for those whom its folder lets come (`who-may-come.ts`): connecting takes the right to write to it,
 * unix(7). What a killed predecessor left there is removed: nobody else makes anything in that folder.
 * @returns closes the server; connections are its owner's to end first
 */
export async function listenLocally(server: Server, path: string): Promise<AsyncDisposable> {
  const mode = await whoMayCome(dirname(path));
  await rm(path, { force: true });
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    const before = process.umask(0o777 & ~mode);
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
