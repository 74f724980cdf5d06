/** Where hubs sign in: HTTPS that knows three WebSocket paths, and answers strangers where to tell a weakness. */
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { WebSocketServer } from "ws";
import type { Signer } from "../../hub/contract/jws.ts";
import { type Duration, seconds } from "../../hub/domain/duration.ts";
import type { Certificates } from "../../hub/ports/certificates.ts";
import { MAX_MESSAGE_BYTES, PATHS } from "../wire/control-message.ts";
import { CONTROL_TLS } from "../wire/control-tls.ts";
import { signNodeHello } from "../wire/hello.ts";
import { type ControlEnd, type ControlLine, openControlLine } from "./control-line.ts";

/** For TLS, and for the request after it. */
const PATIENCE = seconds(10);

export type ControlPath = (line: ControlLine) => ControlEnd;

export interface ControlServer {
  /** @param socket of a hub, of which nothing was read */
  take(socket: Socket): void;
}

export function openControl(options: {
  /** PEM. Proves nothing to hubs: the hellos do. */
  readonly certificate: { readonly key: string; readonly cert: string };
  /** In its place, from when on there is one: for browsers. */
  readonly certificates?: Pick<Certificates, "current" | "onChange"> | undefined;
  readonly signer: Signer;
  /** The node's, signed by the operator. */
  readonly credential: string;
  readonly link: ControlPath;
  readonly enrol: ControlPath;
  readonly exposure: ControlPath;
  /** Of whoever is no hub and asks all the same. */
  readonly answer: RequestListener;
  /** With whoever says nothing, or says it a letter at a time; 10 s when left out. */
  readonly patience?: Duration;
}): ControlServer {
  const { signer, credential, certificates, link, enrol, exposure, patience = PATIENCE } = options;
  const server = createServer({
    ...options.certificate,
    ...CONTROL_TLS,
    ALPNProtocols: ["http/1.1"],
    maxHeaderSize: 4_096,
    headersTimeout: patience,
    requestTimeout: patience,
    handshakeTimeout: patience,
    connectionsCheckingInterval: patience / 10,
  });
  const show = () => {
    const issued = certificates?.current();
    if (issued !== undefined)
      server.setSecureContext({ key: issued.key, cert: issued.chain, ...CONTROL_TLS });
  };
  certificates?.onChange(show);
  show();
  // It is given its connections: without this Node watches over none of their deadlines.
  server.emit("listening");
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
  });
  const paths = new Map<string | undefined, ControlPath>([
    [PATHS.link, link],
    [PATHS.enrol, enrol],
    [PATHS.exposure, exposure],
  ]);
  server.on("request", options.answer);
  server.on("tlsClientError", (_, socket) => socket.destroy());
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => undefined); // "close" follows
    const path = paths.get(request.url);
    if (path === undefined) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (opened) => {
      const line = openControlLine(opened, socket as TLSSocket, path);
      void signNodeHello(line.channel, credential, signer).then((jws) => line.send({ kind: "hello", jws }));
    });
  });
  return { take: (socket) => void server.emit("connection", socket) };
}
