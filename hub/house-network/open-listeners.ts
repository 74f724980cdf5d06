/**
 * Where the house's own network comes in: TCP at addresses of this machine, each by itself and never at all of them at once, so that an address
 * that the world can reach is none of them. Here it is only counted who comes; who that is, is the affair of whoever takes the connection.
 */
import { createServer, type Server, type Socket } from "node:net";
import { makeBuckets } from "../domain/buckets.ts";
import type { Logger } from "../ports/logger.ts";

export interface ListenerLimits {
  readonly connections: number;
  /** From one address, at once, */
  readonly perSource: number;
  /** and new ones. */
  readonly newPerSource: { readonly perSecond: number; readonly burst: number };
}

/** Of this machine. Port 0 takes a free one. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

export interface Listeners extends AsyncDisposable {
  /** Where it listens, as `192.168.1.7:8883`. */
  addresses(): readonly string[];
  /** Listens there from now on, and nowhere else. What is connected elsewhere is cut off. What cannot be is logged, and tried again when this is called again. */
  be(places: readonly Place[]): Promise<void>;
}

export function openListeners(parts: {
  /** For the log: whose these are. */
  readonly name: string;
  readonly limits: ListenerLimits;
  readonly log: Logger;
  take(socket: Socket): void;
}): Listeners {
  const { name, limits, log } = parts;
  const open = new Map<Socket, string>();
  /** By place. */
  const servers = new Map<string, { readonly server: Server; readonly address: string }>();
  const sources = makeBuckets(limits.newPerSource);

  const take = (socket: Socket, place: string): void => {
    const { remoteAddress = "" } = socket;
    socket.on("error", () => undefined); // "close" follows
    const others = [...open.keys()].filter((one) => one.remoteAddress === remoteAddress).length;
    const hasRoom = open.size < limits.connections && others < limits.perSource;
    if (!hasRoom || !sources.take(remoteAddress, performance.now())) return void socket.destroy();
    open.set(socket, place);
    socket.once("close", () => open.delete(socket));
    parts.take(socket);
  };

  const listen = async (place: string, { host, port }: Place): Promise<void> => {
    const server = createServer({ noDelay: true }, (socket) => take(socket, place));
    await new Promise<void>((listening, failed) => {
      server.once("error", failed);
      server.listen({ host, port, ipv6Only: true }, listening);
    });
    server.on("error", ({ message }) => log.warn(`${name}: a listener`, { message }));
    const bound = server.address();
    const number = typeof bound === "object" && bound !== null ? bound.port : port;
    servers.set(place, { server, address: `${host.includes(":") ? `[${host}]` : host}:${number}` });
  };

  const leave = (place: string): void => {
    servers.get(place)?.server.close();
    servers.delete(place);
    for (const [socket, at] of open) if (at === place) socket.destroy();
  };

  return {
    addresses: () => [...servers.values()].map(({ address }) => address),
    async be(places) {
      const wanted = new Map(places.map((place) => [`${place.host} ${place.port}`, place]));
      for (const place of [...servers.keys()]) if (!wanted.has(place)) leave(place);
      for (const [name_, place] of wanted) {
        if (servers.has(name_)) continue;
        await listen(name_, place).catch((error: NodeJS.ErrnoException) =>
          log.warn(`${name}: cannot be here`, { code: error.code }),
        );
      }
    },
    async [Symbol.asyncDispose]() {
      for (const place of [...servers.keys()]) leave(place);
    },
  };
}
