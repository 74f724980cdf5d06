import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { SECURITY_TXT_PATH } from "./relay-security-txt.ts";

const MOST_READERS = 100;
const READ_MS = 5_000;

export interface PlainDoor extends AsyncDisposable {
  readonly port: number;
}

/** Answers one path, and 404 for the rest. @param text of `security.txt`, as it is just now; `undefined` where there is none */
export const answerReaders =
  (text: () => string | undefined): RequestListener =>
  ({ method, url }, response) => {
    const said = (method === "GET" || method === "HEAD") && url === SECURITY_TXT_PATH ? text() : undefined;
    response.setHeader("connection", "close");
    if (said === undefined) return void response.writeHead(404).end();
    response.setHeader("content-type", "text/plain; charset=utf-8");
    response.end(said);
  };

/**
 * The same without TLS, for readers of `security.txt` alone: where no certificate was ordered, or none came yet, a stranger's browser does not
 * believe the one at port 443.
 */
export async function openPlainDoor(host: string, port: number, text: () => string): Promise<PlainDoor> {
  const server = createServer(
    {
      maxHeaderSize: 4_096,
      headersTimeout: READ_MS,
      requestTimeout: READ_MS,
      connectionsCheckingInterval: 1_000,
    },
    answerReaders(text),
  );
  server.maxConnections = MOST_READERS;
  server.setTimeout(READ_MS, (socket) => socket.destroy());
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no port");
  return {
    port: address.port,
    [Symbol.asyncDispose]: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
