/**
 * The broker of the house: aedes on a Unix socket, for the processes of this machine, and for rooms that another door knows by their keys. It
 * listens on no network itself. Never anonymous.
 *
 * Default deny. A client is who its credential says, under that credential's own client id; it publishes and subscribes
 * to exactly the topics of `acl.ts`. Wills and publications without a client behind them are refused.
 */
import { timingSafeEqual } from "node:crypto";
import { createServer } from "node:net";
import type { Duplex } from "node:stream";
import { Aedes, type AuthenticateError, type Client } from "aedes";
import { parseBleTopic } from "../contract/topics.ts";
import { seconds } from "../domain/duration.ts";
import { listenLocally } from "../local-socket/listen-locally.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import { type Credential, mayLeaveWill, mayPublish, maySubscribe } from "./acl.ts";
import { FrameGate } from "./frame-gate.ts";

const LIMITS = {
  sockets: 16,
  frame: { beforeConnect: 1_024, afterConnect: 8_192 },
  connectTimeoutMs: 5_000,
  keepaliveSeconds: 300,
  /** A payload from a client; the list of toys alone may fill a frame. */
  payloadBytes: 4_096,
} as const;
/**
 * How long a wrong credential waits for its answer. Together with the number of sockets it bounds how fast anybody can
 * guess, and unlike a lock-out it keeps nobody out who has the right one.
 */
const REFUSED_AFTER = seconds(1);

const BAD_CREDENTIAL = 4;

export interface Broker extends AsyncDisposable {
  readonly socketPath: string;
  /** For the hub itself, which lives in the same process and needs no socket. */
  readonly aedes: Aedes;
  /** A connection of which is known already whose it is: it is that room's, whatever it says, and needs no password. */
  admit(socket: Duplex, room: string): void;
}

export async function openBroker(options: {
  readonly socketPath: string;
  readonly credentials: readonly Credential[];
  readonly log: Logger;
  readonly clock: Clock;
}): Promise<Broker> {
  const { socketPath, log, clock } = options;
  const known = new Map(options.credentials.map((credential) => [credential.name, credential]));
  const whose = new WeakMap<Client, Credential>();
  /** Of the connections that were {@link Broker.admit}ted: nobody else may be one of these. */
  const admitted = new WeakMap<Client, Credential>();
  const gates = new WeakMap<Client, FrameGate>();
  const refused = (what: string) => log.warn("broker refused", { what });
  const credentialOf = (client: Client | null, username: string | undefined): Credential | undefined => {
    const own = client === null ? undefined : admitted.get(client);
    if (own !== undefined) return own.name === username ? own : undefined;
    return known.get(username ?? "");
  };

  const aedes = await Aedes.createBroker({
    concurrency: 50,
    connectTimeout: LIMITS.connectTimeoutMs,
    keepaliveLimit: LIMITS.keepaliveSeconds,
    queueLimit: 16,
    maxInflightInbound: 16,
    maxTopicLevels: 8,
    drainTimeout: 10_000,
    preConnect(client, packet, done) {
      const credential = credentialOf(client, packet.username);
      const isPlain = packet.protocolVersion === 4 && packet.protocolId === "MQTT";
      // No session outlives its socket: what a room misses is told again, so nothing has to be queued for it.
      const isClean = packet.clean === true;
      const isItself = credential !== undefined && packet.clientId === credential.name;
      const { will } = packet;
      const hasFitWill =
        will === undefined ||
        (credential !== undefined &&
          mayLeaveWill(credential, { topic: will.topic, qos: will.qos ?? 0, retain: will.retain ?? false }));
      const isWelcome = client !== null && isPlain && isClean && isItself && hasFitWill;
      if (!isWelcome) refused("connect");
      // With an error aedes hangs up at once; without one it would wait for the connect time-out.
      done(isWelcome ? null : new Error("refused"), isWelcome);
    },
    authenticate(client, username, password, done) {
      const credential = credentialOf(client, username);
      const expected = Buffer.from(credential?.secret ?? "-".repeat(64));
      const given = Buffer.from(password ?? "");
      const isRight =
        credential !== undefined &&
        (admitted.has(client) || (given.length === expected.length && timingSafeEqual(given, expected)));
      if (!isRight) {
        refused("credential");
        clock.after(REFUSED_AFTER, () => done(authenticationError(), false));
        return;
      }
      whose.set(client, credential);
      gates.get(client)?.admitConnected();
      done(null, true);
    },
    authorizePublish(client, packet, done) {
      // aedes asks about a will with the client it belonged to, or with none: nobody may speak for nobody.
      const credential = client === null ? undefined : whose.get(client);
      const publication = { topic: packet.topic, qos: packet.qos ?? 0, retain: packet.retain ?? false };
      const isShort =
        packet.payload.length <= LIMITS.payloadBytes || parseBleTopic(packet.topic)?.topic === "toys";
      if (credential !== undefined && isShort && mayPublish(credential, publication)) return done(null);
      refused("publish");
      done(new Error("not authorised"));
    },
    authorizeSubscribe(client, subscription, done) {
      const credential = whose.get(client);
      if (credential !== undefined && maySubscribe(credential, subscription.topic, subscription.qos)) {
        return done(null, subscription);
      }
      refused("subscribe");
      done(null, null); // SUBACK 0x80 (MQTT-3.9.3)
    },
    authorizeForward(client, packet) {
      const credential = whose.get(client);
      return credential !== undefined && maySubscribe(credential, packet.topic, packet.qos ?? 0)
        ? packet
        : null;
    },
  });
  aedes.on("clientError", (_client, error) => log.warn("broker client error", { error: error.name }));
  aedes.on("connectionError", (_client, error) => log.warn("broker connection error", { error: error.name }));

  const sockets = new Set<Duplex>();
  const handle = (socket: Duplex): Client | undefined => {
    if (sockets.size >= LIMITS.sockets) {
      refused("too many sockets");
      socket.destroy();
      return undefined;
    }
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    const gate = new FrameGate(socket, LIMITS.frame, () => refused("frame"));
    const client = aedes.handle(gate);
    gates.set(client, gate);
    return client;
  };
  const server = createServer((socket) => void handle(socket));
  const listening = await listenLocally(server, socketPath);

  return {
    socketPath,
    aedes,
    admit(socket, room) {
      const client = handle(socket);
      if (client !== undefined) admitted.set(client, { name: `ble-${room}`, room, secret: "" });
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>((done) => aedes.close(() => done()));
      for (const socket of sockets) socket.destroy();
      await listening[Symbol.asyncDispose]();
    },
  };
}

function authenticationError(): AuthenticateError {
  return Object.assign(new Error("bad credential"), { returnCode: BAD_CREDENTIAL });
}
