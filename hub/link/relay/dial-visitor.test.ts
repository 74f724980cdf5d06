import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeDialVisitor } from "./dial-visitor.ts";

const door = join(tmpdir(), `pawpost-door-${randomBytes(6).toString("hex")}.sock`);
const heard: string[] = [];
let hub: Server;
let node: Server;

const listen = async (name: string, where: string | number) => {
  const server = createServer((socket) => {
    socket.on("data", (bytes) => heard.push(`${name}: ${bytes.toString("latin1")}`));
    socket.on("error", () => undefined);
    socket.end();
  });
  if (typeof where === "string") server.listen(where);
  else server.listen(where, "127.0.0.1");
  await once(server, "listening");
  return server;
};

beforeAll(async () => {
  hub = await listen("hub", door);
  node = await listen("node", 0);
});
afterAll(async () => {
  hub.close();
  node.close();
  await rm(door, { force: true });
});

const probe = () => undefined;
const { signal: silent } = new AbortController();
const dial = (host: string) => ({
  kind: "dial" as const,
  host,
  port: (node.address() as AddressInfo).port,
  token: Buffer.alloc(24, 65).toString("base64url"),
  hello: Buffer.from("hello").toString("base64url"),
});

test("the node hears the token, the hub what the visitor said", async () => {
  await makeDialVisitor({ relay: "127.0.0.1", nodes: [], door, probe, silent })(dial("127.0.0.1"));
  expect(heard.toSorted()).toEqual(["hub: hello", `node: PAWPOST1${"A".repeat(24)}`]);
});

test("where the relay is in the house, its other nodes are, too", async () => {
  await makeDialVisitor({ relay: "192.168.1.9", nodes: ["192.168.1.9", "127.0.0.1"], door, probe, silent })(
    dial("127.0.0.1"),
  );
  expect(heard.some((line) => line.startsWith("node"))).toBe(true);
});

test.each([
  "127.0.0.1",
  "localhost",
  "::1",
  "10.0.0.1",
  "192.168.1.1",
  "169.254.169.254",
  "fd00::1",
  "::ffff:127.0.0.1",
])("a relay out in the world cannot have us knock at %s", async (host) => {
  heard.length = 0;
  expect(await makeDialVisitor({ relay: "192.0.2.1", nodes: [host], door, probe, silent })(dial(host))).toBe(
    0,
  );
  expect(heard.filter((line) => line.startsWith("node"))).toEqual([]);
});

/** Where nobody says anything. */
async function openSilent(where: string | number) {
  const ends: Promise<unknown>[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => undefined).resume();
    ends.push(new Promise((closed) => socket.once("close", closed)));
  });
  if (typeof where === "string") server.listen(where);
  else server.listen(where, "127.0.0.1");
  await once(server, "listening");
  return { server, ends, port: (server.address() as AddressInfo).port };
}

test("a relay that carries nothing for half a second is asked about once; a hub that says nothing for four is given up", async () => {
  const mute = `${door}.mute`;
  const [house, relay] = [await openSilent(mute), await openSilent(0)];
  let asked = 0;
  const ask = () => {
    asked += 1;
  };
  const from = { relay: "127.0.0.1", nodes: [], door: mute, probe: ask, silent };
  const since = performance.now();
  await makeDialVisitor(from)({ ...dial("127.0.0.1"), port: relay.port });
  expect(performance.now() - since).toBeGreaterThan(3_900);
  expect(performance.now() - since).toBeLessThan(4_900);
  expect(asked).toBe(1);
  await Promise.all([...house.ends, ...relay.ends]);
  house.server.close();
  relay.server.close();
});

test("lines to a relay that does not answer any more are broken off, those to its other nodes are not", async () => {
  const mute = `${door}.busy`;
  const [house, node] = [await openSilent(mute), await openSilent(0)];
  const dead = new AbortController();
  const from = { nodes: ["127.0.0.1"], door: mute, probe, silent: dead.signal };
  const over: string[] = [];
  const begin = (relay: string) =>
    makeDialVisitor({ ...from, relay })({ ...dial("127.0.0.1"), port: node.port }).then(() =>
      over.push(relay),
    );
  const both = [begin("127.0.0.1"), begin("10.0.0.1")];
  await expect.poll(() => [house.ends.length, node.ends.length]).toEqual([2, 2]);
  dead.abort();
  await both[0];
  expect(over).toEqual(["127.0.0.1"]);
  house.server.close();
  node.server.close();
  await Promise.all(both);
});
