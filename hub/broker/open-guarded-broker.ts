/**
 * aedes, with what every broker of ours asks of whoever connects. Default deny: a client is who its credential says, and publishes and
 * subscribes to what that credential's rules let through. Never anonymous. Wills and publications without a client behind them are refused.
 */
import type { Duplex } from "node:stream";
import { Aedes, type AuthenticateError, type Client, type ConnectPacket } from "aedes";
import { writeToStream } from "mqtt-packet";
import { seconds } from "../domain/duration.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import { FrameGate } from "./frame-gate.ts";

// 65,536 small buffers for a broker of many thousands, laid down at its first message: 7 MB.
writeToStream.cacheNumbers = false;

const LIMITS = {
  sockets: 16,
  frame: { beforeConnect: 1_024, afterConnect: 8_192 },
  connectTimeoutMs: 5_000,
  keepaliveSeconds: 300,
} as const;
/**
 * How long a wrong credential waits for its answer. Together with the number of sockets it bounds how fast anybody can
 * guess, and unlike a lock-out it keeps nobody out who has the right one.
 */
const REFUSED_AFTER = seconds(1);

const BAD_CREDENTIAL = 4;

interface Publication {
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
  /** Bytes of the payload. */
  readonly bytes: number;
}

/** Who may come in, and what whoever came in may do. */
export interface Rules<Who> {
  /** Whose connection it is, by its user name or by what is known of it already. */
  whoIs(client: Client | null, username: string | undefined): Who | undefined;
  /** Whether it may use the client id that it brought; what it is called from here on may be put in its place. */
  isNamed(who: Who, packet: ConnectPacket): boolean;
  isSecret(who: Who, client: Client, given: Buffer): boolean;
  mayLeaveWill(who: Who, will: Publication): boolean;
  mayPublish(who: Who, publication: Publication): boolean;
  maySubscribe(who: Who, topic: string, qos: number): boolean;
  /** Whether what was published there is passed on to it. */
  mayHear(who: Who, topic: string, qos: number): boolean;
}

export interface GuardedBroker<Who> extends AsyncDisposable {
  /** For the hub itself, which lives in the same process and needs no socket. */
  readonly aedes: Aedes;
  /** @returns `undefined` where there are too many; the connection is over then */
  handle(socket: Duplex): Client | undefined;
  /** Those who are in, and for whom this holds, are out at once. */
  end(isOver: (who: Who) => boolean): void;
}

export async function openGuardedBroker<Who>(
  rules: Rules<Who>,
  { log, clock }: { readonly log: Logger; readonly clock: Clock },
): Promise<GuardedBroker<Who>> {
  const whose = new WeakMap<Client, Who>();
  const gates = new WeakMap<Client, FrameGate>();
  const refused = (what: string) => log.warn("broker refused", { what });

  const aedes = await Aedes.createBroker({
    concurrency: 50,
    connectTimeout: LIMITS.connectTimeoutMs,
    keepaliveLimit: LIMITS.keepaliveSeconds,
    queueLimit: 16,
    maxInflightInbound: 16,
    maxTopicLevels: 8,
    drainTimeout: 10_000,
    preConnect(client, packet, done) {
      const who = rules.whoIs(client, packet.username);
      const isPlain = packet.protocolVersion === 4 && packet.protocolId === "MQTT";
      // No session outlives its socket: what somebody misses is told again, so nothing has to be queued for it.
      const isClean = packet.clean === true;
      const { will } = packet;
      const isFit =
        who !== undefined &&
        (will === undefined || rules.mayLeaveWill(who, publicationOf(will))) &&
        rules.isNamed(who, packet);
      const isWelcome = client !== null && isPlain && isClean && isFit;
      if (!isWelcome) refused("connect");
      // With an error aedes hangs up at once; without one it would wait for the connect time-out.
      done(isWelcome ? null : new Error("refused"), isWelcome);
    },
    authenticate(client, username, password, done) {
      const who = rules.whoIs(client, username);
      if (who === undefined || !rules.isSecret(who, client, Buffer.from(password ?? ""))) {
        refused("credential");
        clock.after(REFUSED_AFTER, () => done(authenticationError(), false));
        return;
      }
      whose.set(client, who);
      gates.get(client)?.admitConnected();
      done(null, true);
    },
    authorizePublish(client, packet, done) {
      // aedes asks about a will with the client it belonged to, or with none: nobody may speak for nobody.
      const who = client === null ? undefined : whose.get(client);
      if (who !== undefined && rules.mayPublish(who, publicationOf(packet))) return done(null);
      refused("publish");
      done(new Error("not authorised"));
    },
    authorizeSubscribe(client, subscription, done) {
      const who = whose.get(client);
      if (who !== undefined && rules.maySubscribe(who, subscription.topic, subscription.qos)) {
        return done(null, subscription);
      }
      refused("subscribe");
      done(null, null); // SUBACK 0x80 (MQTT-3.9.3)
    },
    authorizeForward(client, packet) {
      const who = whose.get(client);
      return who !== undefined && rules.mayHear(who, packet.topic, packet.qos ?? 0) ? packet : null;
    },
  });
  aedes.on("clientError", (_client, error) => log.warn("broker client error", { error: error.name }));
  aedes.on("connectionError", (_client, error) => log.warn("broker connection error", { error: error.name }));

  const sockets = new Map<Duplex, Client>();
  return {
    aedes,
    handle(socket) {
      if (sockets.size >= LIMITS.sockets) {
        refused("too many sockets");
        socket.destroy();
        return undefined;
      }
      socket.once("close", () => sockets.delete(socket));
      const gate = new FrameGate(socket, LIMITS.frame, () => refused("frame"));
      const client = aedes.handle(gate);
      sockets.set(socket, client);
      gates.set(client, gate);
      return client;
    },
    end(isOver) {
      for (const [socket, client] of sockets) {
        const who = whose.get(client);
        if (who !== undefined && isOver(who)) socket.destroy();
      }
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>((done) => aedes.close(() => done()));
      for (const socket of sockets.keys()) socket.destroy();
    },
  };
}

const publicationOf = (packet: {
  readonly topic: string;
  readonly qos?: number;
  readonly retain?: boolean;
  readonly payload: string | Buffer;
}): Publication => ({
  topic: packet.topic,
  qos: packet.qos ?? 0,
  retain: packet.retain ?? false,
  bytes: Buffer.byteLength(packet.payload),
});

function authenticationError(): AuthenticateError {
  return Object.assign(new Error("bad credential"), { returnCode: BAD_CREDENTIAL });
}
