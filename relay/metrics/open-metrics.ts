/** What an operator may watch, on loopback only: counts and sizes, of no hub and no visitor in particular. */
import { createServer } from "node:http";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { FrontNews } from "../front/open-front.ts";

export const LOOPBACK = "127.0.0.1";

export interface Metrics extends AsyncDisposable {
  readonly port: number;
  readonly news: FrontNews;
  /** A message of another node that was none. */
  readonly dropped: () => void;
}

/** @param port 0 takes a free one @param hubs how many are here; `undefined` while the relay takes nobody */
export async function openMetrics(port: number, hubs: () => number | undefined): Promise<Metrics> {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const connections = new Counter({
    name: "pawpost_relay_connections_total",
    help: "Connections taken, of hubs and visitors.",
    registers,
  });
  const visits = new Counter({
    name: "pawpost_relay_visits_total",
    help: "Visits that are over, by how they ended.",
    labelNames: ["end"],
    registers,
  });
  const bytes = new Counter({
    name: "pawpost_relay_bytes_total",
    help: "Bytes carried between visitors and hubs, both ways.",
    registers,
  });
  const stray = new Counter({
    name: "pawpost_relay_stray_lines_total",
    help: "Lines of hubs for which no visitor waited.",
    registers,
  });
  const dropped = new Counter({
    name: "pawpost_relay_neighbour_messages_dropped_total",
    help: "Messages of other nodes that were none of ours.",
    registers,
  });
  new Gauge({
    name: "pawpost_relay_hubs",
    help: "Hubs that are here.",
    registers,
    collect() {
      this.set(hubs() ?? 0);
    },
  });

  const server = createServer((request, response) => {
    if (request.method !== "GET") return void response.writeHead(404).end();
    if (request.url === "/health") return void response.end("ok\n");
    if (request.url === "/ready")
      return hubs() === undefined
        ? void response.writeHead(503).end("starting or stopping\n")
        : void response.end("ready\n");
    if (request.url !== "/metrics") return void response.writeHead(404).end();
    void registry.metrics().then((text) => {
      response.setHeader("content-type", registry.contentType);
      response.end(text);
    });
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(port, LOOPBACK, listening);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no port");
  return {
    port: address.port,
    news: {
      opened: () => connections.inc(),
      visited(end, carried) {
        visits.inc({ end });
        bytes.inc(carried);
      },
      strayLine: () => stray.inc(),
    },
    dropped: () => dropped.inc(),
    [Symbol.asyncDispose]: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
