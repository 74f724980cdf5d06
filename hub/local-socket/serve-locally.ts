import type { Server } from "node:http";
import { listenLocally } from "./listen-locally.ts";

/** HTTP on a Unix socket that only its owner may open; closing ends what is under way. */
export async function serveLocally(server: Server, path: string): Promise<AsyncDisposable> {
  const listening = await listenLocally(server, path);
  return {
    async [Symbol.asyncDispose]() {
      const closed = listening[Symbol.asyncDispose]();
      server.closeAllConnections();
      await closed;
    },
  };
}
