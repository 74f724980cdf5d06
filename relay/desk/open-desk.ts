import { createServer } from "node:http";
import { join } from "node:path";
import { serveLocally } from "../../hub/local-socket/serve-locally.ts";
import { RelayError } from "../errors.ts";
import type { HubSessions } from "../sessions/hub-sessions.ts";
import { DESK, type HubsHere } from "./desk-answers.ts";

/** Of `sun_path`, without its end: unix(7). */
const SOCKET_PATH_BYTES = 107;

/** What the owner of the folder may ask: which hubs are here. Of no visitor, and no address. */
export async function openDesk(folder: string, sessions: HubSessions): Promise<AsyncDisposable> {
  const path = join(folder, DESK.socket);
  if (Buffer.byteLength(path) > SOCKET_PATH_BYTES)
    throw new RelayError(
      "relay.folder-unusable",
      `The path ${folder} is too long: a socket in it may have ${SOCKET_PATH_BYTES} bytes.`,
      "Choose a shorter one with --data DIR.",
    );
  const server = createServer((request, response) => {
    if (request.method !== "GET" || request.url !== DESK.hubs) return void response.writeHead(404).end();
    const hubs = Array.from(sessions.all, ({ id, number }) => ({ hub: id, session: number }));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ hubs } satisfies HubsHere));
  });
  return serveLocally(server, path);
}
