/** The MQTT line to the hub: typed both ways, reconnecting for ever, last will "offline". */
import type { Duplex } from "node:stream";
import mqtt, { type IClientOptions } from "mqtt";
import {
  type BleCommand,
  type BleEvent,
  type BleState,
  type BleToys,
  bleCommand,
} from "../../hub/contract/ble-control.ts";
import { ROOM_KEEPALIVE_SECONDS } from "../../hub/contract/room-line.ts";
import { bleTopic } from "../../hub/contract/topics.ts";
import { parseJson } from "../../hub/domain/parse-json.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { BridgeError } from "./errors.ts";

export interface HubLine extends AsyncDisposable {
  readonly isConnected: boolean;
  /** Told when there is a hub; lost when there is none. What must not be lost lies in the outbox. */
  tell(event: BleEvent): void;
  setState(state: BleState): void;
  setToys(toys: BleToys): void;
  /**
   * Resolves at the first connection. Rejects where the hub refuses us before there was one: with BridgeError
   * `bridge.credential-refused`. It is tried again all the same.
   */
  readonly connected: Promise<void>;
}

/** How the hub is reached: on this machine, by a password of this start; or by a line that is ours by its key. */
export type HubReach =
  | { readonly socketPath: string; readonly credential: string }
  | { dial(protocol: "mqtt" | "clips"): Duplex };

export interface HubLineOptions {
  readonly reach: HubReach;
  readonly room: string;
  readonly log: Logger;
  onConnected(): void;
  /** The line is gone. @param isGone asked at any time later: whether its machine answers, and says that the hub is not there */
  onLost?(isGone: () => boolean): void;
  onCommand(command: BleCommand): void;
}

const RECONNECT_MS = 500;
/** Until there was a first line: whoever started this process waits for it. */
const FIRST_RECONNECT_MS = 50;
/** CONNACK return codes 4 and 5: bad user name or password, not authorised. MQTT 3.1.1, 3.2.2.3. */
const REFUSED: ReadonlySet<unknown> = new Set([4, 5]);
/** Nobody listens there, or no more: a machine that cannot be reached says neither. */
const NOBODY_THERE: ReadonlySet<unknown> = new Set(["ECONNREFUSED", "ENOENT"]);
const OFFLINE = JSON.stringify({ state: "offline" } satisfies BleState);

export function openHubLine(options: HubLineOptions): HubLine {
  const { room, log } = options;
  const name = `ble-${room}`;
  const topics = {
    state: bleTopic(room, "state"),
    toys: bleTopic(room, "toys"),
    event: bleTopic(room, "event"),
  };
  const command = bleTopic(room, "command");
  const { reach } = options;
  const ours: IClientOptions = {
    clientId: name,
    username: name,
    clean: true,
    resubscribe: false,
    queueQoSZero: false,
    // 65,536 small buffers, laid down at the first message: 7 MB.
    writeCache: false,
    reconnectPeriod: "dial" in reach ? RECONNECT_MS : FIRST_RECONNECT_MS,
    connectTimeout: 5_000,
    will: { topic: topics.state, payload: Buffer.from(OFFLINE), qos: 1, retain: true },
  };
  const client =
    "dial" in reach
      ? new mqtt.MqttClient(() => reach.dial("mqtt"), { ...ours, keepalive: ROOM_KEEPALIVE_SECONDS })
      : mqtt.connect(`mqtt+unix://${reach.socketPath}`, {
          ...ours,
          password: reach.credential,
          keepalive: 30,
        });
  let state: BleState = { state: "online" };
  let toys: BleToys = { toys: [] };
  const firstConnection = Promise.withResolvers<void>();
  firstConnection.promise.catch(() => undefined); // whoever waits for it hears of it
  let isRefused = false;
  let isUp = false;
  let isGone = false;

  const publish = (topic: string, payload: object, retain: boolean) => {
    // Nothing is queued for a hub that is away: it would be old news when it is back.
    if (client.connected) client.publish(topic, JSON.stringify(payload), { qos: 1, retain }, () => undefined);
  };
  client.on("connect", () => {
    client.subscribe(command, { qos: 1 }, (error) => {
      if (error) {
        log.error("the hub refused the subscription", {});
        client.reconnect();
        return;
      }
      isRefused = false;
      isUp = true;
      client.options.reconnectPeriod = RECONNECT_MS;
      publish(topics.toys, toys, true);
      publish(topics.state, state, true);
      firstConnection.resolve();
      options.onConnected();
    });
  });
  client.on("close", () => {
    if (!isUp) return;
    isUp = false;
    isGone = false;
    options.onLost?.(() => isGone);
  });
  client.on("error", (error) => {
    isGone = "code" in error && NOBODY_THERE.has(error.code);
    if (!("code" in error && REFUSED.has(error.code)))
      return log.debug("the hub is away", { error: error.name });
    if (!isRefused) log.error("the hub refuses this process", { code: "bridge.credential-refused" });
    isRefused = true;
    firstConnection.reject(
      new BridgeError("bridge.credential-refused", "the hub does not know our credential"),
    );
  });
  client.on("message", (topic, payload) => {
    if (topic !== command) return;
    const parsed = bleCommand.safeParse(parseJson(payload));
    if (parsed.success) options.onCommand(parsed.data);
    else log.warn("not a command", {});
  });

  return {
    get isConnected() {
      return client.connected;
    },
    connected: firstConnection.promise,
    tell: (event) => publish(topics.event, event, false),
    setState(next) {
      state = next;
      publish(topics.state, state, true);
    },
    setToys(next) {
      toys = next;
      publish(topics.toys, toys, true);
    },
    async [Symbol.asyncDispose]() {
      if (client.connected)
        await client.publishAsync(topics.state, OFFLINE, { qos: 1, retain: true }).catch(() => undefined);
      await client.endAsync(true);
    },
  };
}
