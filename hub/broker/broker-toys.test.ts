/** Over a real broker, with a real MQTT client in each room. */
import { join } from "node:path";
import mqtt, { type MqttClient } from "mqtt";
import { describe, expect, onTestFinished, test } from "vitest";
import { toyGatewayContract } from "../../test/contracts/toy-gateway.contract.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { systemClock } from "../clock/system-clock.ts";
import { type BleCommand, bleCommand } from "../contract/ble-control.ts";
import { type BleTopic, bleTopic } from "../contract/topics.ts";
import { openBrokerToys } from "./broker-toys.ts";
import { openBroker } from "./open-broker.ts";

const ROOMS = { home: "a1".repeat(32), attic: "b2".repeat(32) } as const;

interface Room {
  readonly client: MqttClient;
  readonly commands: BleCommand[];
}

async function openRooms() {
  const parts = new AsyncDisposableStack();
  onTestFinished(() => parts.disposeAsync());
  const dir = parts.use(await makeTempDir());
  const socketPath = join(dir.path, "mqtt.sock");
  const log = makeRecordingLog();
  const credentials = Object.entries(ROOMS).map(([room, secret]) => ({ name: `ble-${room}`, room, secret }));
  const broker = parts.use(await openBroker({ socketPath, credentials, log, clock: systemClock }));
  const gateway = parts.use(await openBrokerToys(broker, log));
  const rooms = new Map<string, Room>();
  for (const [room, password] of Object.entries(ROOMS)) {
    const client = await mqtt.connectAsync(`mqtt+unix://${socketPath}`, {
      clientId: `ble-${room}`,
      username: `ble-${room}`,
      password,
    });
    parts.defer(() => client.endAsync(true));
    const commands: BleCommand[] = [];
    client.on("message", (_, payload) => commands.push(bleCommand.parse(JSON.parse(payload.toString()))));
    await client.subscribeAsync(bleTopic(room, "command"), { qos: 1 });
    rooms.set(room, { client, commands });
  }
  const say = async (room: string, topic: BleTopic, payload: string) => {
    const retain = topic === "state" || topic === "toys";
    await rooms.get(room)?.client.publishAsync(bleTopic(room, topic), payload, { qos: 1, retain });
  };
  return { gateway, log, say, commandsOf: (room: string) => rooms.get(room)?.commands ?? [] };
}

describe("as every gateway", () => {
  toyGatewayContract(async () => {
    const { gateway, say, commandsOf } = await openRooms();
    return {
      gateway,
      commandsOf,
      saysState: (room, state) => say(room, "state", JSON.stringify(state)),
      saysToys: (room, toys) => say(room, "toys", JSON.stringify(toys)),
      saysEvent: (room, event) => say(room, "event", JSON.stringify(event)),
    };
  });
});

test.each<[BleTopic, string, string]>([
  ["state", "not JSON", "not a state"],
  ["state", '{"state":"asleep"}', "not a state"],
  ["toys", '{"toys":[{"toy":"bear"}]}', "not a list of toys"],
  ["toys", "[]", "not a list of toys"],
  ["event", '{"kind":"open-the-door"}', "not an event"],
  ["event", "", "not an event"],
])("nonsense as %s (%s) changes nothing and is told to nobody", async (topic, payload, message) => {
  const { gateway, log, say } = await openRooms();
  await say("home", "state", '{"state":"offline"}');
  await expect.poll(() => gateway.room("home")).toBeDefined();
  const heard: unknown[] = [];
  for (const listen of [gateway.onState, gateway.onToys, gateway.onEvent] as const)
    listen((_: string, word: unknown) => heard.push(word));
  await say("home", topic, payload);
  await expect.poll(() => log.lines.map((line) => line.phrase)).toContain(message);
  expect(heard).toEqual([]);
  expect(gateway.room("home")).toEqual({ state: { state: "offline" }, toys: { toys: [] } });
});
