import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { HubError } from "../domain/hub-error.ts";

export class PortTaken extends HubError {
  override readonly name = "PortTaken";
  readonly code = "web.port-taken";
}

export interface WebServer extends AsyncDisposable {
  readonly port: number;
}

/** Serves the app on loopback. `port` 0 takes a free one. @throws PortTaken */
export async function openWebServer(app: Hono, port: number): Promise<WebServer> {
  const server: Server = createServer(
    { maxHeaderSize: 8_192, headersTimeout: 5_000, requestTimeout: 30_000, keepAliveTimeout: 65_000 },
    getRequestListener(app.fetch, { overrideGlobalObjects: false }),
  );
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
