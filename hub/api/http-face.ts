/** How HTTP is served, whatever it comes by: the page's port on this machine, and the door for visitors. */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { HttpRefused, problemOf } from "./errors.ts";
import { isPlainTarget } from "./plain-path.ts";
import { NO_STORE, SECURITY_HEADERS, STRICT_TRANSPORT } from "./security-headers.ts";

/** A path that no route has: what is not plain on the wire becomes this before anything makes it look plain. */
const NOWHERE = "/-";
/** What Node's own parser refuses. RFC 9110, 15.5: the client's fault. */
const PARSER_STATUS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Of any server that speaks HTTP here. */
const LIMITS = {
  maxHeaderSize: 8_192,
  headersTimeout: 5_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 65_000,
  requireHostHeader: false, // the app refuses it, with every header and a reason
} as const;

export interface HttpFace {
  readonly limits: typeof LIMITS;
  /** For `request`, and for `checkExpectation`. */
  readonly answer: (incoming: IncomingMessage, outgoing: ServerResponse) => void;
  /** For `clientError`: bytes that are no HTTP request, and no response object to write an answer with. */
  readonly refuseRaw: (error: NodeJS.ErrnoException, socket: Duplex) => void;
}

export function makeHttpFace(app: Hono): HttpFace {
  const listen = getRequestListener(app.fetch, {
    overrideGlobalObjects: false,
    // Only a missing or misshapen Host stops a request before the app sees it.
    errorHandler: () => refusal(wrongHost()),
  });
  return {
    limits: LIMITS,
    answer(incoming, outgoing) {
      // On what the server answers by itself, too.
      for (const [name, value] of Object.entries(headersFor(incoming.socket)))
        outgoing.setHeader(name, value);
      if (!isForItsName(incoming)) return refuse(outgoing);
      if (!isPlainTarget(incoming.url ?? "")) incoming.url = NOWHERE;
      void listen(incoming, outgoing);
    },
    refuseRaw,
  };
}

const wrongHost = () => new HttpRefused("http.wrong-host", "host");

const headersFor = (socket: Duplex): Readonly<Record<string, string>> =>
  socket instanceof TLSSocket ? { ...SECURITY_HEADERS, ...STRICT_TRANSPORT } : SECURITY_HEADERS;

/**
 * A connection that was opened by one name asks for no other: who ends one device's name ends what is open by it, and a browser
 * that would use one connection for two names is sent away (RFC 9110, 7.4).
 */
function isForItsName({ socket, headers }: IncomingMessage): boolean {
  if (!(socket instanceof TLSSocket)) return true;
  const { servername } = socket as TLSSocket & { readonly servername?: string | false };
  return typeof servername === "string" && servername === headers.host?.replace(/:\d+$/, "");
}

function refuse(outgoing: ServerResponse): void {
  const { problem } = problemOf(wrongHost());
  const body = JSON.stringify(problem);
  outgoing.writeHead(problem.status, {
    "content-type": "application/problem+json",
    "content-length": Buffer.byteLength(body),
    "cache-control": NO_STORE,
    connection: "close",
  });
  outgoing.end(body);
}

function refusal(error: HttpRefused): Response {
  const { problem } = problemOf(error);
  const headers = { "content-type": "application/problem+json", "cache-control": NO_STORE };
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}

function refuseRaw(error: NodeJS.ErrnoException, socket: Duplex): void {
  // In the middle of an answer, or of a stream, nothing else may be said.
  if (!socket.writable || (socket as Socket).bytesWritten > 0) return void socket.destroy();
  const { problem } = problemOf(new HttpRefused("http.malformed", "not HTTP"));
  const status = PARSER_STATUS[error.code ?? ""] ?? 400;
  const body = JSON.stringify({ ...problem, status });
  const headers = {
    ...headersFor(socket),
    "content-type": "application/problem+json",
    "content-length": Buffer.byteLength(body),
    "cache-control": NO_STORE,
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`);
}
