/**
 * The one port that a relay shows to the world. What the first bytes are decides who takes the connection:
 *
 *   a hello for the relay's own name ──▶ control   (TLS ends here: a hub signs in)
 *   a hello for anybody else        ──▶ visitors  (TLS ends at the hub)
 *   a token                         ──▶ the visitor that waits for it
 */
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { AwaitedLines } from "../sessions/awaited-lines.ts";
import { peek } from "./peek.ts";
import { refuse } from "./refuse.ts";
import type { VisitEnd, Visitors } from "./visitors.ts";

/** Bytes read at once from a visitor or a hub; four times Node's own, which is meant for many small messages. */
const CHUNK_BYTES = 262_144;

export interface FrontNews {
  opened(): void;
  visited(end: VisitEnd | "broken", bytes: number): void;
  /** A line for which nobody waits. */
  strayLine(): void;
}

export interface Front {
  readonly port: number;
  /** Visitors who are served, or wait. */
  readonly visits: number;
  /** Takes no more. What is open is cut. */
  close(): Promise<void>;
}

export async function openFront(options: {
  readonly host: string;
  readonly port: number;
  /** The relay's own. */
  readonly name: string;
  readonly mostConnections: number;
  readonly lines: AwaitedLines;
  readonly visitors: Visitors;
  /** Takes over a connection of which nothing was read. */
  readonly takeControl: (socket: Socket) => void;
  readonly random: () => number;
  readonly news: FrontNews;
}): Promise<Front> {
  const { name, lines, visitors, takeControl, random, news } = options;

  let visits = 0;
  const take = async (socket: Socket): Promise<void> => {
    socket.on("error", () => undefined); // "close" follows; one that breaks off ends nobody else's
    news.opened();
    const begun = performance.now();
    const peeked = await peek(socket);
    switch (peeked.kind) {
      case "gone":
        return void socket.destroy();
      case "broken":
        refuse(socket, begun, random);
        return news.visited("broken", 0);
      case "dial-back": {
        if (peeked.rest.length > 0) socket.unshift(peeked.rest);
        if (lines.answer(peeked.token, socket)) return;
        socket.destroy();
        return news.strayLine();
      }
      case "hello": {
        const { hello, bytes } = peeked;
        if (hello.serverName === name) {
          socket.unshift(bytes);
          return takeControl(socket);
        }
        visits += 1;
        const { end, bytes: carried } = await visitors
          .serve({ socket, hello, bytes, since: performance.now() })
          .finally(() => {
            visits -= 1;
          });
        return news.visited(end, carried);
      }
    }
  };

  const open = new Set<Socket>();
  const server = createServer(
    { allowHalfOpen: true, noDelay: true, highWaterMark: CHUNK_BYTES },
    (socket) => {
      open.add(socket);
      socket.once("close", () => open.delete(socket));
      void take(socket);
    },
  );
  server.maxConnections = options.mostConnections;
  server.listen({ host: options.host, port: options.port, backlog: 4_096 });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no port");
  return {
    port: address.port,
    get visits() {
      return visits;
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const socket of open) socket.destroy();
      }),
  };
}
