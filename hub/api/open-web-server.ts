import { createServer, get } from "node:http";
import type { Hono } from "hono";
import { HubError } from "../domain/hub-error.ts";
import { makeHttpFace } from "./http-face.ts";

class PortTaken extends HubError {
  override readonly name = "PortTaken";
  readonly code = "web.port-taken";
  readonly advice = "Stop what uses it, or take another one: scripts/start --port N.";
}

export interface WebServer extends AsyncDisposable {
  readonly port: number;
  /** Asks itself for the page. Rejects, or never resolves, where a browser would not get it either. */
  answers(): Promise<void>;
}

/** Serves the app on loopback. `port` 0 takes a free one. @throws PortTaken */
export async function openWebServer(app: Hono, port: number): Promise<WebServer> {
  const { limits, answer, refuseRaw } = makeHttpFace(app);
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
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return {
    port: bound,
    answers: () =>
      new Promise((answered, failed) => {
        const asking = get({ host: "127.0.0.1", port: bound, headers: { host: `localhost:${bound}` } });
        asking.on("error", failed).on("response", (response) => {
          response.resume();
          response.on("error", failed).on("end", answered);
        });
      }),
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}
