/**
 * Where visitors from anywhere come in: TLS that ends in this process, behind a Unix socket to which the link hands what the relay
 * sent. What the relay let through is looked at once more, as if nobody had:
 *
 *   the hello's name is one of this hub's ──▶ TLS by the newest certificate ──▶ the page, as at home
 *   it is the home name, and the hello came by the house's own network ──▶ TLS by the home name's ──▶ the page
 *   it asks for `acme-tls/1` alone        ──▶ what the order under way has to show, and the end
 *   anything else                         ──▶ the end
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createHttpsServer, type ServerOptions } from "node:https";
import { createServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createSecureContext, createServer as createTlsServer, type SecureContext } from "node:tls";
import { makeBuckets } from "../domain/buckets.ts";
import { listenLocally } from "../local-socket/listen-locally.ts";
import type { Certificates, ServerCertificate } from "../ports/certificates.ts";
import { readHello } from "./read-hello.ts";
import type { DoorNames } from "./remote-names.ts";

/** As many as a relay lets be open for one hub, and some of the house itself. */
const MOST_CONNECTIONS = 256;
/** A page opens six connections, and a house has few devices. */
const PER_SOURCE = { perSecond: 10, burst: 60 };
/** One address of the house's network at once: a home name is known to all of it, and the rest has to come in, too. */
const MOST_PER_SOURCE = 48;
const HANDSHAKE_MS = 10_000;
const CHUNK_BYTES = 262_144;
/** RFC 8737, 4. */
const ACME = "acme-tls/1";

/** How HTTP is served; `hub/api/http-face.ts`. */
export interface Face {
  readonly limits: ServerOptions;
  readonly answer: (incoming: IncomingMessage, outgoing: ServerResponse) => void;
  readonly refuseRaw: (error: NodeJS.ErrnoException, socket: Duplex) => void;
}

interface Home {
  /** Lower case. */
  readonly name: string;
  readonly certificates: Followed;
  readonly face: Face;
}
type Followed = Pick<Certificates, "current" | "onChange">;

export interface Door extends AsyncDisposable {
  /**
   * The same, straight on the house's own network: nobody's word is taken there for who comes, so each address has its share.
   * @param refused the port cannot be used: `EADDRINUSE`, `EACCES`
   * @param listening at which port: 0 takes a free one
   */
  serveNetwork(
    port: number,
    on: { readonly refused: (code: string) => void; readonly listening?: (port: number) => void },
  ): AsyncDisposable;
}

export async function openDoor(options: {
  readonly socketPath: string;
  readonly names: Pick<DoorNames, "isOurs" | "onChange">;
  readonly certificates: Certificates;
  readonly face: Face;
  /** Of a socket that somebody else listens on for this process, with a right to its port: taken in the place of the port. */
  readonly givenSocket?: number | undefined;
  /** On the house's own network alone: a name that anybody there may say, and what it shows and serves. */
  readonly home?: Home | undefined;
}): Promise<Door> {
  const { names, certificates, face } = options;
  const open = new Map<Socket, string | undefined>();
  const away = openEntrance(certificates, face);
  const home = options.home && {
    name: options.home.name,
    ...openEntrance(options.home.certificates, options.home.face),
  };

  const challenges = createTlsServer(
    {
      minVersion: "TLSv1.2",
      ALPNProtocols: [ACME],
      handshakeTimeout: HANDSHAKE_MS,
      SNICallback: (name, done) => done(null, contextOf(certificates.challengeFor(name.toLowerCase()))),
    },
    (socket) => {
      socket.on("error", () => undefined); // it has seen what it came for
      socket.end();
    },
  );
  challenges.on("tlsClientError", (_, socket) => socket.destroy());

  const take = async (socket: Socket, isFromHouse: boolean): Promise<void> => {
    socket.on("error", () => undefined); // "close" follows
    const hello = await readHello(socket);
    const { serverName = "", alpn = [] } = hello ?? {};
    if (alpn.length === 1 && alpn[0] === ACME) {
      if (certificates.challengeFor(serverName) === undefined) return void socket.destroy();
      return void challenges.emit("connection", socket);
    }
    if (home !== undefined && serverName === home.name) {
      // Whoever says so by a relay is not in the house.
      return void (isFromHouse && home.isReady() ? home.enter(socket) : socket.destroy());
    }
    // Asked now, not before: a name may have gone while its hello came.
    if (!away.isReady() || !names.isOurs(serverName)) return void socket.destroy();
    open.set(socket, serverName);
    away.enter(socket);
  };

  names.onChange((gone) => {
    for (const [socket, name] of open) if (name !== undefined && gone.includes(name)) socket.destroy();
  });

  const makeServer = (isFromHouse: boolean, mayEnter: (socket: Socket) => boolean) => {
    const server = createServer({ highWaterMark: CHUNK_BYTES, noDelay: true }, (socket) => {
      if (!mayEnter(socket)) return void socket.destroy();
      open.set(socket, undefined);
      socket.once("close", () => open.delete(socket));
      void take(socket, isFromHouse);
    });
    server.maxConnections = MOST_CONNECTIONS;
    return server;
  };
  const listening = await listenLocally(
    makeServer(false, () => true),
    options.socketPath,
  );
  return {
    serveNetwork(port, { refused, listening: told }) {
      const sources = makeBuckets(PER_SOURCE);
      const own = new Set<Socket>();
      const server = makeServer(true, (socket) => {
        const { remoteAddress = "" } = socket;
        const others = [...own].filter((one) => one.remoteAddress === remoteAddress).length;
        own.add(socket);
        socket.once("close", () => own.delete(socket));
        socket.on("error", () => undefined); // "close" follows
        return others < MOST_PER_SOURCE && sources.take(remoteAddress, performance.now());
      });
      server.on("error", ({ code }: NodeJS.ErrnoException) => refused(code ?? ""));
      server.listen(options.givenSocket === undefined ? { port } : { fd: options.givenSocket }, () => {
        const address = server.address();
        if (typeof address === "object" && address !== null) told?.(address.port);
      });
      return {
        [Symbol.asyncDispose]: () =>
          new Promise((closed) => {
            server.close(() => closed());
            for (const socket of own) socket.destroy();
          }),
      };
    },
    async [Symbol.asyncDispose]() {
      const closed = listening[Symbol.asyncDispose]();
      away.close();
      home?.close();
      for (const socket of open.keys()) socket.destroy();
      await closed;
    },
  };
}

/** TLS by the newest of some certificates, and HTTP in it. It is given its connections, and listens nowhere itself. */
function openEntrance(certificates: Followed, face: Face) {
  let context = contextOf(certificates.current());
  // Who is connected goes on with the one that they were shown.
  const unfollow = certificates.onChange(() => {
    context = contextOf(certificates.current());
  });
  const https = createHttpsServer(
    {
      ...face.limits,
      minVersion: "TLSv1.2",
      ALPNProtocols: ["http/1.1"],
      handshakeTimeout: HANDSHAKE_MS,
      SNICallback: (_, done) => done(null, context),
    },
    face.answer,
  );
  https.on("checkExpectation", face.answer);
  https.on("clientError", face.refuseRaw);
  // Node's own would answer a broken handshake in plain HTTP.
  https.removeAllListeners("tlsClientError").on("tlsClientError", (_, socket) => socket.destroy());
  // Without this Node watches over none of its connections' deadlines.
  https.emit("listening");
  return {
    isReady: () => context !== undefined,
    enter: (socket: Socket) => void https.emit("connection", socket),
    close() {
      unfollow();
      https.close();
    },
  };
}

const contextOf = (certificate: ServerCertificate | undefined): SecureContext | undefined =>
  certificate === undefined
    ? undefined
    : createSecureContext({ key: certificate.key, cert: certificate.chain });
