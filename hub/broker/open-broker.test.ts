import { stat } from "node:fs/promises";
import { connect as connectSocket } from "node:net";
import { join } from "node:path";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { systemClock } from "../clock/system-clock.ts";
import type { BleEvent } from "../contract/ble-control.ts";
import { makePublicId } from "../contract/public-id.ts";
import { openBrokerToys } from "./broker-toys.ts";
import { type Broker, openBroker } from "./open-broker.ts";

const secret = "a1".repeat(32);
const id = (digit: number) => makePublicId(new Uint8Array(16).fill(digit));
let dir: Awaited<ReturnType<typeof makeTempDir>>;
let broker: Broker;
const log = makeRecordingLog();
const clients: MqttClient[] = [];

beforeEach(async () => {
  dir = await makeTempDir();
  log.lines.length = 0;
  broker = await openBroker({
    socketPath: join(dir.path, "mqtt.sock"),
    credentials: [
      { name: "ble-home", room: "home", secret },
      { name: "ble-attic", room: "attic", secret: "b2".repeat(32) },
    ],
    log,
    clock: systemClock,
  });
});

afterEach(async () => {
  for (const client of clients.splice(0)) await client.endAsync(true);
  await broker[Symbol.asyncDispose]();
  await dir[Symbol.asyncDispose]();
});

/** Resolves at the event; unlike `events.once`, an `error` before it is not the end of the story. */
const event = (
  emitter: { once(name: never, listener: (...facts: unknown[]) => void): unknown },
  name: string,
) => new Promise<unknown[]>((happened) => emitter.once(name as never, (...facts) => happened(facts)));

function dial(options: IClientOptions = {}): MqttClient {
  const client = mqtt.connect(`mqtt+unix://${broker.socketPath}`, {
    clientId: "ble-home",
    username: "ble-home",
    password: secret,
    reconnectPeriod: 0,
    connectTimeout: 3_000,
    ...options,
  });
  clients.push(client);
  return client;
}

/** What became of a client: let in, or shown the door. */
async function outcome(client: MqttClient): Promise<"in" | "out"> {
  client.on("error", () => undefined); // the refusal itself; `close` follows
  return Promise.race([
    event(client, "connect").then(() => "in" as const),
    event(client, "close").then(() => "out" as const),
  ]);
}

test("its socket is for its own user only", async () => {
  expect((await stat(broker.socketPath)).mode & 0o777).toBe(0o600);
});

test("a process with its own credential is let in", async () => {
  expect(await outcome(dial())).toBe("in");
});

test.each([
  ["no credential", { username: undefined, password: undefined }],
  ["a wrong secret", { password: "c3".repeat(32) }],
  ["a short secret", { password: "a1" }],
  ["an unknown name", { username: "ble-cellar", clientId: "ble-cellar" }],
  ["somebody else's client id", { clientId: "ble-attic" }],
  ["no client id", { clientId: "" }],
  ["a session that outlives its socket", { clean: false }],
  ["MQTT 3.1", { protocolId: "MQIsdp", protocolVersion: 3 }],
  [
    "a will on another room",
    { will: { topic: "pawpost/ble/attic/state", payload: "{}", qos: 1, retain: true } },
  ],
  [
    "a will that commands",
    { will: { topic: "pawpost/ble/home/command", payload: "{}", qos: 1, retain: false } },
  ],
  ["a will for the broker's own topics", { will: { topic: "$SYS/x", payload: "{}", qos: 0, retain: false } }],
] as [string, IClientOptions][])("%s is refused", async (_, options) => {
  expect(await outcome(dial(options))).toBe("out");
});

test.each(["#", "pawpost/#", "pawpost/ble/+/command", "$SYS/#", "pawpost/ble/attic/command", "$share/x/#"])(
  "listening to %s is refused",
  async (topic) => {
    const client = dial();
    await event(client, "connect");
    await expect(client.subscribeAsync(topic, { qos: 1 })).rejects.toThrow();
  },
);

test("a publication outside its topics is not forwarded to anybody", async () => {
  await using toys = await openBrokerToys(broker, log);
  const heard: string[] = [];
  toys.onState((room) => heard.push(room));
  const client = dial();
  await event(client, "connect");
  client.on("error", () => undefined);
  const closed = event(client, "close");
  client.publish("pawpost/ble/attic/state", JSON.stringify({ state: "online" }), { qos: 0, retain: true });
  await closed; // aedes ends who publishes what it may not
  expect(heard).toEqual([]);
  expect(toys.room("attic")).toBeUndefined();
});

test("a second client of the same name needs the same secret", async () => {
  const first = dial();
  await event(first, "connect");
  expect(await outcome(dial({ password: "c3".repeat(32) }))).toBe("out");
  expect(first.connected).toBe(true);
});

/** Raw bytes to the broker; resolves when it hangs up. */
async function hangsUp(bytes: Uint8Array, tail?: Uint8Array): Promise<boolean> {
  const socket = connectSocket(broker.socketPath);
  socket.on("error", () => undefined);
  const closed = event(socket, "close");
  socket.write(bytes);
  for (let sent = 0; tail !== undefined && sent < 64 && !socket.destroyed; sent++) {
    socket.write(tail);
    await new Promise((soon) => setImmediate(soon));
  }
  socket.resume();
  await closed;
  return true;
}

test.each([
  ["a CONNECT that claims 256 MiB", Uint8Array.of(0x10, 0xff, 0xff, 0xff, 0x7f)],
  ["a CONNECT of 1 KiB and more", Uint8Array.of(0x10, 0xff, 0x07)],
  ["a length of five bytes", Uint8Array.of(0x10, 0xff, 0xff, 0xff, 0xff, 0x01)],
])("%s ends the connection before anything is buffered", async (_, header) => {
  const before = process.memoryUsage().rss;
  expect(await hangsUp(header, new Uint8Array(65_536))).toBe(true);
  expect(process.memoryUsage().rss - before).toBeLessThan(32 * 1_048_576);
  expect(log.lines).toContainEqual(
    expect.objectContaining({ phrase: "broker refused", facts: { what: "frame" } }),
  );
});

test("a frame over 8 KiB ends even a known client", async () => {
  const client = dial();
  await event(client, "connect");
  client.on("error", () => undefined);
  const closed = event(client, "close");
  client.publish("pawpost/ble/home/event", "x".repeat(9_000), { qos: 1 });
  await closed;
  expect(log.lines).toContainEqual(expect.objectContaining({ facts: { what: "frame" } }));
});

test("a payload over 4 KiB is not told to anybody, though its frame is short enough", async () => {
  await using toys = await openBrokerToys(broker, log);
  const heard: BleEvent[] = [];
  toys.onEvent((_, told) => heard.push(told));
  const client = dial();
  await event(client, "connect");
  client.on("error", () => undefined);
  const closed = event(client, "close");
  const failed = { kind: "delivery-failed", detail: "x".repeat(5_000) };
  client.publish("pawpost/ble/home/event", JSON.stringify(failed), { qos: 1 });
  await closed;
  expect(heard).toEqual([]);
  expect(log.lines).toContainEqual(expect.objectContaining({ facts: { what: "publish" } }));
});

test("guessing is slow: a wrong secret waits a second for its answer, and holds nobody up who has the right one", async () => {
  const guesses = Array.from({ length: 10 }, () => dial({ password: "c3".repeat(32) }));
  for (const guess of guesses) guess.on("error", () => undefined);
  const started = performance.now();
  let refused = 0;
  const refusals = Promise.all(guesses.map((guess) => event(guess, "close").then(() => (refused += 1))));
  expect(await outcome(dial())).toBe("in");
  expect(refused).toBe(0);
  await refusals;
  expect(performance.now() - started).toBeGreaterThanOrEqual(990);
});

test("too many levels, a NUL, and a flood of QoS 2 end the connection, and the others go on", async () => {
  const other = dial({ clientId: "ble-attic", username: "ble-attic", password: "b2".repeat(32) });
  await event(other, "connect");
  for (const publish of [
    (client: MqttClient) => client.publish("a/".repeat(40), "x", { qos: 1 }),
    (client: MqttClient) => client.publish("pawpost/ble/home/state\u0000", "x", { qos: 1 }),
    (client: MqttClient) => {
      for (let count = 0; count < 200; count++) client.publish("pawpost/ble/home/event", "{}", { qos: 2 });
    },
  ]) {
    const client = dial();
    await event(client, "connect");
    client.on("error", () => undefined);
    const closed = event(client, "close");
    publish(client);
    await closed;
  }
  expect(other.connected).toBe(true);
  await other.publishAsync("pawpost/ble/attic/event", "{}", { qos: 1 });
});

test("the seventeenth socket is turned away, and the sixteen go on", async () => {
  const sockets = Array.from({ length: 16 }, () => connectSocket(broker.socketPath));
  await Promise.all(sockets.map((socket) => event(socket, "connect")));
  expect(await hangsUp(Uint8Array.of())).toBe(true);
  for (const socket of sockets) socket.destroy();
});

test("hub and room talk: state, will, events, commands", async () => {
  await using toys = await openBrokerToys(broker, log);
  const events: BleEvent[] = [];
  const states: string[] = [];
  toys.onEvent((_, event) => events.push(event));
  toys.onState((_, { state }) => states.push(state));
  const client = dial({
    will: {
      topic: "pawpost/ble/home/state",
      payload: JSON.stringify({ state: "offline" }),
      qos: 1,
      retain: true,
    },
  });
  await event(client, "connect");
  await client.publishAsync("pawpost/ble/home/state", JSON.stringify({ state: "online" }), {
    qos: 1,
    retain: true,
  });
  await client.subscribeAsync("pawpost/ble/home/command", { qos: 1 });
  const command = event(client, "message");
  await toys.send("home", { kind: "acknowledge", id: id(1), event: id(2) });
  const [topic, payload] = (await command) as [string, Buffer, unknown];
  expect([topic, JSON.parse(payload.toString())]).toEqual([
    "pawpost/ble/home/command",
    { kind: "acknowledge", id: id(1), event: id(2) },
  ]);
  await client.publishAsync(
    "pawpost/ble/home/event",
    JSON.stringify({ kind: "paw", toy: id(3), paw: "play" }),
    { qos: 1 },
  );
  await client.publishAsync("pawpost/ble/home/event", "not JSON", { qos: 1 });
  await client.publishAsync("pawpost/ble/home/event", JSON.stringify({ kind: "open-the-door" }), { qos: 1 });
  await expect.poll(() => events).toEqual([{ kind: "paw", toy: id(3), paw: "play" }]);
  client.stream.destroy();
  await expect.poll(() => states).toEqual(["online", "offline"]);
});
