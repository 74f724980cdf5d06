import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { HubError } from "../domain/hub-error.ts";
import { HttpRefused, problemOf } from "./errors.ts";
import { isPlainTarget } from "./plain-path.ts";
import { NO_STORE, SECURITY_HEADERS } from "./security-headers.ts";

class PortTaken extends HubError {
  override readonly name = "PortTaken";
  readonly code = "web.port-taken";
  readonly advice = "Stop what uses it, or take another one: scripts/start --port N.";
}

export interface WebServer extends AsyncDisposable {
  readonly port: number;
}

/** A path that no route has: what is not plain on the wire becomes this before anything makes it look plain. */
const NOWHERE = "/-";
/** What Node's own parser refuses. RFC 9110, 15.5: the client's fault. */
const PARSER_STATUS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Serves the app on loopback. `port` 0 takes a free one. @throws PortTaken */
export async function openWebServer(app: Hono, port: number): Promise<WebServer> {
  const listen = getRequestListener(app.fetch, {
    overrideGlobalObjects: false,
    // Only a missing or misshapen Host stops a request before the app sees it.
    errorHandler: () => refusal(new HttpRefused("http.wrong-host", "host")),
  });
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    // On what the server answers by itself, too.
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) outgoing.setHeader(name, value);
    if (!isPlainTarget(incoming.url ?? "")) incoming.url = NOWHERE;
    void listen(incoming, outgoing);
  };
  const limits = {
    maxHeaderSize: 8_192,
    headersTimeout: 5_000,
    requestTimeout: 30_000,
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: 65_000,
    requireHostHeader: false, // the app refuses it, with every header and a reason
  };
  const server = createServer(limits, answer);
  server.on("checkExpectation", answer);
  server.on("clientError", refuseRaw);
  server.maxConnections = 128;
  await new Promise<void>((listening, failed) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === "EADDRINUSE" || cause.code === "EACCES";
      failed(taken ? new PortTaken(`port ${port} cannot be used (${cause.code})`, { cause }) : cause);
    });
    server.listen(port, "127.0.0.1", listening);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function refusal(error: HttpRefused): Response {
  const { problem } = problemOf(error);
  const headers = { "content-type": "application/problem+json", "cache-control": NO_STORE };
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

/** The answer to bytes that are no HTTP request: there is no response object to write it with. */
function refuseRaw(error: NodeJS.ErrnoException, socket: Duplex): void {
  // In the middle of an answer, or of a stream, nothing else may be said.
  if (!socket.writable || (socket as Socket).bytesWritten > 0) return void socket.destroy();
  const { problem } = problemOf(new HttpRefused("http.malformed", "not HTTP"));
  const status = PARSER_STATUS[error.code ?? ""] ?? 400;
  const body = JSON.stringify({ ...problem, status });
  const headers = {
    ...SECURITY_HEADERS,
    "content-type": "application/problem+json",
    "content-length": Buffer.byteLength(body),
    "cache-control": NO_STORE,
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`);
}
