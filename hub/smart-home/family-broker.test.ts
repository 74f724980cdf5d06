/** The way to the family's own broker: a real Mosquitto of Debian's, on loopback. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { newest, SmartHomeRig } from "../../test/support/smart-home-rig.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { systemClock } from "../clock/system-clock.ts";
import { openFamilyBroker } from "./family-broker.ts";
import { slugOf } from "./toy-names.ts";

const eventually = { timeout: 90_000, interval: 50 };
let dir: Awaited<ReturnType<typeof makeTempDir>>;
let port: number;
let server: ChildProcess;

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
};
async function begin(): Promise<void> {
  server = spawn("mosquitto", ["-c", join(dir.path, "mosquitto.conf")], {
    stdio: ["ignore", "ignore", "ignore"],
  });
  await once(server, "spawn");
}
async function end(): Promise<void> {
  server.kill("SIGKILL");
  await once(server, "close");
}
const who = () => ["-h", "127.0.0.1", "-p", String(port)];

beforeAll(async () => {
  dir = await makeTempDir();
  port = await freePort();
  const settings = [`listener ${port} 127.0.0.1`, "allow_anonymous true", "persistence false"];
  await writeFile(join(dir.path, "mosquitto.conf"), `${settings.join("\n")}\n`);
  await begin();
});
afterAll(async () => {
  await end();
  await dir[Symbol.asyncDispose]();
});

test("all of it is there, also after that broker lost it; asking does nothing unless allowed", async () => {
  await using home = await SmartHomeRig.open({
    mqttAt: [],
    mqttServer: { host: "127.0.0.1", port, isTls: false },
  });
  const toy = await home.rig.addToy("Bear");
  const topic = `pawpost/${slugOf({ id: toy.id })}`;
  const heard = home.listen(who(), "pawpost/#", "homeassistant/#");
  await expect.poll(() => newest(heard, topic), eventually).toMatchObject({ state: "idle" });
  await home.say(who(), `${topic}/set/quiet`, "ON");
  expect(home.part.admin.server()).toEqual({ address: `127.0.0.1:${port}`, isConnected: true });
  await end();
  await begin();
  await expect
    .poll(async () => {
      const again = home.listen(who(), "pawpost/#");
      await Promise.race([again.ended, new Promise((soon) => setTimeout(soon, 500))]);
      return newest(again, topic);
    }, eventually)
    .toMatchObject({ state: "idle", quiet: false });
  expect(home.rig.house.household.toys()[0]?.hushed).toBeUndefined();
  expect(home.rig.failures).toEqual([]);
});

test("what an earlier hub left there is taken back when this one comes", async () => {
  await using home = await SmartHomeRig.open({ mqttAt: [] });
  const left = ["pawpost/toy_old", "pawpost/toy_old/availability", "homeassistant/device/pawpost_old/config"];
  for (const topic of [...left, "homeassistant/device/lamp/config"])
    await expect
      .poll(() => home.say(who(), topic, "{}", "-r").then(({ status }) => status), eventually)
      .toBe(0);
  const heard = home.listen(who(), "pawpost/#", "homeassistant/#");
  await expect
    .poll(() => left.every((topic) => heard.some((one) => one.topic === topic)), eventually)
    .toBe(true);
  await using _other = await SmartHomeRig.open({
    mqttAt: [],
    mqttServer: { host: "127.0.0.1", port, isTls: false },
  });
  for (const topic of left)
    await expect.poll(() => heard.findLast((one) => one.topic === topic)?.payload, eventually).toBe("");
  expect(heard.findLast((one) => one.topic === "homeassistant/device/lamp/config")?.payload).toBe("{}");
});

test("with control switched on a wish is granted; one that is retained is not", async () => {
  await using home = await SmartHomeRig.open({
    mqttAt: [],
    mqttServer: { host: "127.0.0.1", port, isTls: false },
    mqttControl: true,
  });
  const toy = await home.rig.addToy("Bear");
  const topic = `pawpost/${slugOf({ id: toy.id })}`;
  const hushed = () => home.rig.house.household.toys()[0]?.hushed;
  await expect.poll(() => home.part.admin.server()?.isConnected, eventually).toBe(true);
  await expect
    .poll(async () => {
      await home.say(who(), `${topic}/set/quiet`, "ON");
      return hushed();
    }, eventually)
    .toBe(true);
  await home.say(who(), `${topic}/set/quiet`, "OFF");
  await expect.poll(hushed, eventually).toBeUndefined();
});

test("nothing outside of the house is dialled, whatever the setting says", async () => {
  const log = makeRecordingLog();
  const base = {
    base: "pawpost",
    discovery: "homeassistant",
    clock: systemClock,
    log,
    clientId: "pawpost-test",
  };
  const lines = ["192.0.2.7", "2001:db8::7"].map((host) =>
    openFamilyBroker({ ...base, broker: { host, port: 1_883, isTls: false } }),
  );
  await expect
    .poll(() => log.lines.filter(({ facts }) => facts?.code === "mqtt.outside").length, eventually)
    .toBe(2);
  for (const line of lines) await line[Symbol.asyncDispose]();
});
