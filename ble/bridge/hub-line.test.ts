/** The line to the hub over the real broker, with its real limits. */
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openBrokerToys } from "../../hub/broker/broker-toys.ts";
import { openBroker } from "../../hub/broker/open-broker.ts";
import { systemClock } from "../../hub/clock/system-clock.ts";
import type { BleCommand, BleToys } from "../../hub/contract/ble-control.ts";
import { bleTopic } from "../../hub/contract/topics.ts";
import { TOY_SKILLS } from "../../hub/domain/toy-skill.ts";
import { randomId } from "../../test/support/guardian.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { openHubLine } from "./hub-line.ts";
import { listToys } from "./toy-list.ts";

const SECRET = "ab".repeat(32);
const WAIT = { timeout: 90_000, interval: 20 };

async function makeRoom() {
  const dir = await makeTempDir();
  onTestFinished(() => dir[Symbol.asyncDispose]());
  const socketPath = join(dir.path, "mqtt.sock");
  const log = makeRecordingLog();
  const heard: BleToys[] = [];
  const states: string[] = [];
  /** The hub's side; `close` is its end. */
  const openHub = async () => {
    const credentials = [{ name: "ble-home", room: "home", secret: SECRET }];
    const broker = await openBroker({ socketPath, credentials, log, clock: systemClock });
    const toys = await openBrokerToys(broker, log);
    toys.onToys((_room, list) => void heard.push(list));
    toys.onState((_room, { state }) => void states.push(state));
    let isOpen = true;
    const close = async () => {
      if (!isOpen) return;
      isOpen = false;
      await toys[Symbol.asyncDispose]();
      await broker[Symbol.asyncDispose]();
    };
    onTestFinished(close);
    return { broker, toys, close };
  };
  const commands: BleCommand[] = [];
  let connections = 0;
  const openLine = (credential = SECRET) => {
    const line = openHubLine({
      reach: { socketPath, credential },
      room: "home",
      log,
      onConnected: () => {
        connections += 1;
      },
      onCommand: (command) => void commands.push(command),
    });
    onTestFinished(() => line[Symbol.asyncDispose]());
    return line;
  };
  return { openHub, openLine, heard, states, commands, log: log.lines, connections: () => connections };
}

const longest = (claimed: number) =>
  listToys(
    Array.from({ length: claimed }, () => ({
      toy: {
        toy: randomId(),
        child: randomId(),
        address: "d0:00:00:00:00:01",
        model: "m".repeat(32),
        firmware: "9".repeat(16),
        identifier: "0".repeat(16),
        family: "played",
      },
      session: undefined,
      rssi: -127,
      seenAt: 1_760_000_000_000,
      volume: 100,
    })),
    Array.from({ length: 500 }, () => ({
      address: "c0:00:00:00:00:01",
      toy: randomId(),
      family: "played",
      model: "m".repeat(32),
      firmware: "9".repeat(16),
      rssi: -127,
      seenAt: 1_760_000_000_000,
    })),
    () => ({ message: randomId(), volume: "middle", until: 1_760_000_000_000 }),
    () => TOY_SKILLS,
    () => true,
  );

test("the longest list of toys goes through the broker's frames, the family's own first", async () => {
  const room = await makeRoom();
  await room.openHub();
  const line = room.openLine();
  await line.connected;
  const list = longest(10);
  expect(Buffer.byteLength(JSON.stringify(list))).toBeGreaterThan(7_500);
  expect(list.toys.slice(0, 10).every(({ claimed }) => claimed)).toBe(true);
  expect(longest(200).toys.length).toBeLessThanOrEqual(64);
  line.setToys(list);
  await expect.poll(() => room.heard.at(-1), WAIT).toEqual(list);
  expect(room.connections()).toBe(1);
});

test("a hub that comes back hears state and toys again, and a goodbye at the end", async () => {
  const room = await makeRoom();
  const first = await room.openHub();
  const line = room.openLine();
  await line.connected;
  const list = longest(1);
  line.setToys(list);
  await expect.poll(() => room.heard.at(-1), WAIT).toEqual(list);
  await first.close();
  await expect.poll(() => line.isConnected, WAIT).toBe(false);
  line.tell({ kind: "search-ended", id: randomId() }); // nobody there: no harm, and not old news later
  room.heard.length = 0;
  await room.openHub();
  await expect.poll(() => room.heard.at(-1), WAIT).toEqual(list);
  await expect.poll(() => room.states.at(-1), WAIT).toBe("online");
  await line[Symbol.asyncDispose]();
  await expect.poll(() => room.states.at(-1), WAIT).toBe("offline");
});

test("another start's credential is told as such, at once and once", async () => {
  const room = await makeRoom();
  await room.openHub();
  const line = room.openLine("cd".repeat(32));
  await expect(line.connected).rejects.toMatchObject({ code: "bridge.credential-refused" });
  await new Promise((later) => setTimeout(later, 1_200)); // tried again meanwhile
  const told = room.log.filter(({ phrase }) => phrase === "the hub refuses this process");
  expect(told).toMatchObject([{ level: "error", facts: { code: "bridge.credential-refused" } }]);
});

test("what is no command is dropped with a word, and the next one is obeyed", async () => {
  const room = await makeRoom();
  const { broker, toys } = await room.openHub();
  const line = room.openLine();
  await line.connected;
  for (const payload of ["", "{", "[]", '{"kind":"deliver"}', '{"kind":"burn","id":"x"}', "\u0000\u00ff"]) {
    await new Promise<void>((sent) =>
      broker.aedes.publish(
        { cmd: "publish", topic: bleTopic("home", "command"), payload, qos: 1, retain: false, dup: false },
        () => sent(),
      ),
    );
  }
  const command: BleCommand = { kind: "stop-search", id: randomId() };
  await toys.send("home", command);
  await expect.poll(() => room.commands, WAIT).toEqual([command]);
  expect(room.log.filter(({ phrase }) => phrase === "not a command")).toHaveLength(6);
});
