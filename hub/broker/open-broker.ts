/**
 * The broker of the house's own processes: on a Unix socket, for those of this machine, and for rooms that another door knows by their keys. It
 * listens on no network itself. Each client is who its credential says, under that credential's own client id, and speaks of exactly the
 * topics of `acl.ts`.
 */
import { timingSafeEqual } from "node:crypto";
import { createServer } from "node:net";
import type { Duplex } from "node:stream";
import type { Aedes, Client } from "aedes";
import { parseBleTopic } from "../contract/topics.ts";
import { listenLocally } from "../local-socket/listen-locally.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import { type Credential, mayLeaveWill, mayPublish, maySubscribe } from "./acl.ts";
import { openGuardedBroker } from "./open-guarded-broker.ts";

/** A payload from a client; the list of toys alone may fill a frame. */
const MAX_PAYLOAD_BYTES = 4_096;
/** A topic that no credential may subscribe to. */
const NOBODYS = "$PAWPOST/alive";

export interface Broker extends AsyncDisposable {
  readonly socketPath: string;
  /** For the hub itself, which lives in the same process and needs no socket. */
  readonly aedes: Aedes;
  /** A connection of which is known already whose it is: it is that room's, whatever it says, and needs no password. */
  admit(socket: Duplex, room: string): void;
  /** Carries a message of nobody's to nobody. Rejects, or never resolves, where it is stuck. */
  answers(): Promise<void>;
}

export async function openBroker(options: {
  readonly socketPath: string;
  readonly credentials: readonly Credential[];
  readonly log: Logger;
  readonly clock: Clock;
}): Promise<Broker> {
  const { socketPath } = options;
  const known = new Map(options.credentials.map((credential) => [credential.name, credential]));
  /** Of the connections that were {@link Broker.admit}ted: nobody else may be one of these. */
  const admitted = new WeakMap<Client, Credential>();
  const broker = await openGuardedBroker<Credential>(
    {
      whoIs(client, username) {
        const own = client === null ? undefined : admitted.get(client);
        if (own !== undefined) return own.name === username ? own : undefined;
        return known.get(username ?? "");
      },
      isNamed: ({ name }, { clientId }) => clientId === name,
      isSecret({ secret }, client, given) {
        const expected = Buffer.from(secret);
        return admitted.has(client) || (given.length === expected.length && timingSafeEqual(given, expected));
      },
      mayLeaveWill,
      mayPublish: (credential, publication) =>
        mayPublish(credential, publication) &&
        (publication.bytes <= MAX_PAYLOAD_BYTES || parseBleTopic(publication.topic)?.topic === "toys"),
      maySubscribe,
      mayHear: maySubscribe,
    },
    options,
  );
  const server = createServer((socket) => void broker.handle(socket));
  const listening = await listenLocally(server, socketPath);

  return {
    socketPath,
    aedes: broker.aedes,
    admit(socket, room) {
      const client = broker.handle(socket);
      if (client !== undefined) admitted.set(client, { name: `ble-${room}`, room, secret: "" });
    },
    answers: () =>
      new Promise((answered, failed) => {
        const nobodys = {
          cmd: "publish",
          topic: NOBODYS,
          payload: "",
          qos: 0,
          retain: false,
          dup: false,
        } as const;
        broker.aedes.publish(nobodys, (error) => (error ? failed(error) : answered()));
      }),
    async [Symbol.asyncDispose]() {
      await broker[Symbol.asyncDispose]();
      await listening[Symbol.asyncDispose]();
    },
  };
}
