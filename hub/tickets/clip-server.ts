/** Clips between hub and `pawpost-ble`: HTTP by ticket, over a Unix socket, or a line that the rooms' door knows. See `hub/contract/clip-ticket.ts`. */
import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { parseClipPath } from "../contract/clip-ticket.ts";
import { MAX_RECORDING_BYTES } from "../domain/recording-limits.ts";
import { readRequest } from "../local-socket/read-request.ts";
import { serveLocally } from "../local-socket/serve-locally.ts";
import type { Logger } from "../ports/logger.ts";
import type { TicketBook } from "./clip-tickets.ts";

export interface ClipServer extends AsyncDisposable {
  /** A connection of which is known already whose it is: it is that room's, whatever it says. */
  admit(socket: Duplex, room: string): void;
}

export async function openClipServer(options: {
  readonly socketPath: string;
  readonly tickets: TicketBook;
  /** Process name (room) -> its secret of this start. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly log: Logger;
}): Promise<ClipServer> {
  const { socketPath, tickets, secrets, log } = options;
  const admitted = new WeakMap<Duplex, string>();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const holder = admitted.get(request.socket) ?? holderOf(request, secrets);
    const name = parseClipPath(request.url ?? "");
    const kind = request.method === "GET" ? "download" : request.method === "PUT" ? "upload" : undefined;
    const use = holder && name && kind ? tickets.redeem(name, holder, kind) : undefined;
    if (use?.kind === "download") {
      const clip = await use.load();
      if (clip === undefined) return refuse(response, 404, "ticket.unknown");
      response.writeHead(200, {
        "content-type": "application/octet-stream",
        "content-length": clip.byteLength,
      });
      response.end(clip);
    } else if (use?.kind === "upload") {
      const bytes = await readRequest(request, MAX_RECORDING_BYTES);
      if (bytes === undefined) return refuse(response, 413, "audio.too-large");
      const kept = await use.accept(bytes);
      if (kept.kind === "refused") return refuse(response, 422, kept.code);
      response.writeHead(204);
      response.end();
    } else {
      refuse(response, 404, "ticket.unknown");
    }
  };
  const server = createServer({ maxHeaderSize: 4_096, requestTimeout: 30_000, headersTimeout: 5_000 });
  server.maxConnections = 32;
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch((error: unknown) => {
      log.error("clip transfer failed", { error: error instanceof Error ? error.name : "unknown" });
      // Not durable: ble asks for a new ticket and tries again.
      if (!response.headersSent) refuse(response, 503, "clip.try-again");
      else response.destroy();
    });
  });
  const serving = await serveLocally(server, socketPath);
  return {
    admit(socket, room) {
      admitted.set(socket, room);
      server.emit("connection", socket);
    },
    [Symbol.asyncDispose]: () => serving[Symbol.asyncDispose](),
  };
}

function holderOf(request: IncomingMessage, secrets: ReadonlyMap<string, string>): string | undefined {
  const given = Buffer.from(/^Bearer (\S{1,128})$/.exec(request.headers.authorization ?? "")?.[1] ?? "");
  for (const [holder, secret] of secrets) {
    const expected = Buffer.from(secret);
    if (given.length === expected.length && timingSafeEqual(given, expected)) return holder;
  }
  return undefined;
}

function refuse(response: ServerResponse, status: number, code: string): void {
  const body = JSON.stringify({ type: "about:blank", status, code });
  response.writeHead(status, {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    connection: "close",
  });
  response.end(body);
}
