/**
 * The way to the family's own MQTT broker, where they have one: dialled by the hub, and inside the house only. Whoever may write there may write in
 * our name: what is asked for is heard only where a setting says so.
 */
import { lookup } from "node:dns";
import { connect as connectPlain, isIP, type LookupFunction } from "node:net";
import { type Duplex, PassThrough } from "node:stream";
import { connect as connectTls } from "node:tls";
import mqtt, { type MqttClient } from "mqtt";
import { isInside } from "../../relay/wire/is-inside.ts";
import { birthTopic } from "../contract/smart-home.ts";
import { seconds } from "../domain/duration.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { SmartHomeLine } from "../ports/smart-home.ts";

const RECONNECT_MS = 5_000;
const KEEPALIVE_SECONDS = 30;
/** What is retained comes at once after a subscription. */
const KEPT_WITHIN = seconds(3);

export interface FamilyBroker {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  readonly user?: string;
  readonly password?: string;
  /** The authority to believe, PEM, where it is none that the machine knows. */
  readonly authority?: string;
}

export interface FamilyLine extends SmartHomeLine, AsyncDisposable {
  readonly isConnected: boolean;
}

export function openFamilyBroker(parts: {
  readonly broker: FamilyBroker;
  readonly base: string;
  readonly discovery: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Tells this client apart from others there. */
  readonly clientId: string;
}): FamilyLine {
  const { broker, base, discovery, clock, log } = parts;
  const listeners = {
    message: new Set<(topic: string, payload: string) => void>(),
    kept: new Set<(topic: string) => void>(),
    fresh: new Set<() => void>(),
  };
  const asked = [`${base}/+/set/#`, `${base}/+/get`, `${base}/bridge/request/#`, birthTopic(discovery)];
  const kept = [`${base}/+`, `${base}/+/availability`, `${discovery}/device/+/config`];
  const isKept = (topic: string) =>
    topic.startsWith(`${base}/`) || topic.startsWith(`${discovery}/device/pawpost_`);

  let isToldOut = false;
  const tellOnce = (error: Error) => {
    if (!isToldOut) log.warn("the family's broker cannot be used", { code: codeOf(error) });
    isToldOut = true;
  };
  const dialNow = (): Duplex => {
    const stream = dial(broker);
    // The library keeps errors to itself that it does not know.
    stream.on("error", tellOnce);
    return stream;
  };
  const client: MqttClient = new mqtt.MqttClient(dialNow, {
    clientId: parts.clientId,
    ...(broker.user === undefined ? {} : { username: broker.user }),
    ...(broker.password === undefined ? {} : { password: broker.password }),
    clean: true,
    resubscribe: false,
    queueQoSZero: false,
    reconnectPeriod: RECONNECT_MS,
    connectTimeout: 10_000,
    keepalive: KEEPALIVE_SECONDS,
    will: {
      topic: `${base}/bridge/state`,
      payload: Buffer.from(JSON.stringify({ state: "offline" })),
      qos: 1,
      retain: true,
    },
  });
  client.on("error", tellOnce);
  const onConnect = async () => {
    isToldOut = false;
    log.info("the family's broker is there", {});
    await client.subscribeAsync([...asked, ...kept], { qos: 1 });
    for (const listener of listeners.fresh) listener();
    clock.after(KEPT_WITHIN, () => {
      if (client.connected) client.unsubscribeAsync(kept).catch(() => undefined);
    });
  };
  client.on("connect", () => void onConnect().catch(() => undefined)); // it went again: the next connection does it
  client.on("message", (topic, payload, { retain }) => {
    if (retain && topic !== birthTopic(discovery)) {
      // A wish that stays there would be granted at each start.
      if (isKept(topic) && payload.length > 0) for (const listener of listeners.kept) listener(topic);
      return;
    }
    for (const listener of listeners.message) listener(topic, payload.toString());
  });

  return {
    get isConnected() {
      return client.connected;
    },
    async publish(topic, payload, { retain }) {
      // Who is away hears all of it when it is back.
      if (!client.connected) return;
      await client.publishAsync(topic, payload, { qos: 1, retain }).catch(() => undefined);
    },
    onMessage: (listener) => void listeners.message.add(listener),
    onKept: (listener) => void listeners.kept.add(listener),
    onFresh: (listener) => void listeners.fresh.add(listener),
    async [Symbol.asyncDispose]() {
      await client.endAsync(!client.connected).catch(() => undefined);
    },
  };
}

const codeOf = (error: Error): string => {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : error.name;
};

/** Names lead to addresses of the house, or nowhere: the hub itself reaches nothing outside. */
const inside: LookupFunction = (host, options, done) =>
  lookup(host, { ...options, all: true }, (error, all) => {
    const found = all?.find(({ address }) => isInside(address));
    if (error !== null) return done(error, "", 4);
    if (found === undefined) return done(outside(), "", 4);
    return options.all === true ? done(null, [found]) : done(null, found.address, found.family);
  });

const outside = () => Object.assign(new Error("not an address of the house"), { code: "mqtt.outside" });

/** A line that ends as soon as somebody listens. */
function broken(error: Error): Duplex {
  const line = new PassThrough();
  setImmediate(() => line.destroy(error));
  return line;
}

function dial({ host, port, isTls, authority }: FamilyBroker): Duplex {
  if (isIP(host) !== 0 && !isInside(host)) return broken(outside());
  if (!isTls) return connectPlain({ host, port, lookup: inside });
  return connectTls({
    host,
    port,
    lookup: inside,
    minVersion: "TLSv1.2",
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(authority === undefined ? {} : { ca: authority }),
  });
}
