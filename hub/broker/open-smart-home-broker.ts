/**
 * The hub's own broker for whoever automates the house: apart from that of its processes, which nobody of the house can even name a topic of.
 * TLS 1.3 on the house's own network, at addresses of this machine, while there is a key; without any, nothing listens. Never anonymous.
 */
import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { createServer } from "node:tls";
import type { AedesPublishPacket } from "aedes";
import { birthTopic } from "../contract/smart-home.ts";
import { keepTended } from "../house-network/keep-tended.ts";
import { openListeners, type Place } from "../house-network/open-listeners.ts";
import type { Certificates } from "../ports/certificates.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { SmartHomeKey, SmartHomeLine } from "../ports/smart-home.ts";
import { openGuardedBroker } from "./open-guarded-broker.ts";
import { mayAsk, mayLeaveBehind, mayListen, type SmartHomeTopics } from "./smart-home-acl.ts";

const LIMITS = { connections: 32, perSource: 16, newPerSource: { perSecond: 5, burst: 40 } };
const HANDSHAKE_MS = 5_000;
const MAX_PAYLOAD_BYTES = 1_024;
const MAX_CLIENT_ID = 64;

export interface SmartHomeBroker extends AsyncDisposable {
  readonly line: SmartHomeLine;
  addresses(): readonly string[];
  /** The keys changed: listens, or listens no more, and whoever came by one that is gone is out. Resolves when that is so. */
  tend(): Promise<void>;
}

export async function openSmartHomeBroker(parts: {
  readonly topics: SmartHomeTopics;
  readonly certificates: Certificates;
  readonly clock: Clock;
  readonly log: Logger;
  keys(): readonly SmartHomeKey[];
  /** Of this machine on the house's network, as they are now. */
  places(): readonly Place[];
  fail(error: unknown): void;
}): Promise<SmartHomeBroker> {
  const { topics, certificates, clock, log, fail } = parts;
  const find = (name: string | undefined) => parts.keys().find((key) => key.name === name);
  const broker = await openGuardedBroker<SmartHomeKey>(
    {
      whoIs: (_, username) => find(username),
      // Under its own name and a bar: nobody takes another's place by calling itself as that does.
      isNamed({ name }, packet) {
        // Who brings none has one of its own all the same (MQTT-3.1.3-6).
        const own = packet.clientId === "" ? randomUUID() : packet.clientId;
        packet.clientId = `${name}|${own}`;
        return packet.clientId.length <= name.length + 1 + MAX_CLIENT_ID;
      },
      isSecret: ({ hash }, _, given) =>
        timingSafeEqual(createHash("sha256").update(given).digest(), Buffer.from(hash, "base64url")),
      mayLeaveWill: (_, will) => mayLeaveBehind(topics, will),
      mayPublish: (key, said) =>
        find(key.name) === key && said.bytes <= MAX_PAYLOAD_BYTES && mayAsk(topics, key, said),
      maySubscribe: (_, filter, qos) => mayListen(topics, filter, qos),
      mayHear: (key, topic, qos) => find(key.name) === key && mayListen(topics, topic, qos),
    },
    { log, clock },
  );

  const tls = createServer({
    minVersion: "TLSv1.3",
    handshakeTimeout: HANDSHAKE_MS,
  });
  tls.on("tlsClientError", (_, socket) => socket.destroy());
  tls.on("secureConnection", (socket) => {
    socket.on("error", () => undefined); // "close" follows
    broker.handle(socket);
  });
  const show = () => {
    const shown = certificates.current();
    if (shown !== undefined)
      tls.setSecureContext({ key: shown.key, cert: shown.chain, minVersion: "TLSv1.3" });
  };
  const stopShowing = certificates.onChange(() => {
    show();
    tend().catch(fail);
  });
  show();

  const listeners = openListeners({
    name: "the smart home's door",
    limits: LIMITS,
    log,
    take: (socket) => void tls.emit("connection", socket),
  });
  let isClosing = false;
  const look = async (): Promise<void> => {
    const isWanted = !isClosing && parts.keys().length > 0 && certificates.current() !== undefined;
    broker.end((key) => find(key.name) !== key);
    await listeners.be(isWanted ? parts.places() : []);
  };
  const { tend, stop } = keepTended({ clock, look, fail });
  await tend();

  return {
    line: lineTo(broker.aedes, topics),
    addresses: listeners.addresses,
    tend,
    async [Symbol.asyncDispose]() {
      isClosing = true;
      stop();
      stopShowing();
      await tend();
      await broker[Symbol.asyncDispose]();
      await listeners[Symbol.asyncDispose]();
      tls.close();
    },
  };
}

/** It is in this process: what is retained there is gone when the process is. */
function lineTo(
  aedes: Awaited<ReturnType<typeof openGuardedBroker>>["aedes"],
  { base, discovery }: SmartHomeTopics,
): SmartHomeLine {
  return {
    publish: (topic, payload, { retain }) =>
      new Promise((sent, failed) => {
        const packet = { cmd: "publish", topic, payload, qos: 1, retain, dup: false } as const;
        aedes.publish(packet, (error) => (error ? failed(error) : sent()));
      }),
    onMessage(listener) {
      const hear = (packet: AedesPublishPacket, done: () => void) => {
        listener(packet.topic, packet.payload.toString());
        done();
      };
      const asked = [`${base}/+/set/#`, `${base}/+/get`, `${base}/bridge/request/#`, birthTopic(discovery)];
      for (const topic of asked) aedes.subscribe(topic, hear, () => undefined);
    },
    onKept: () => undefined,
    onFresh: () => undefined,
  };
}
