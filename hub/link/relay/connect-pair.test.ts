import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectPair, type Pair } from "./connect-pair.ts";

const path = join(tmpdir(), `pawpost-pair-${randomBytes(6).toString("hex")}.sock`);
let servers: Server[];
/** What the two places that are dialled hold. */
let far: Socket;
let near: Socket;
let pair: Pair;

beforeEach(async () => {
  servers = [createServer({ allowHalfOpen: true }), createServer({ allowHalfOpen: true })];
  const [tcp, local] = servers as [Server, Server];
  tcp.listen(0, "127.0.0.1");
  local.listen(path);
  await Promise.all(servers.map((server) => once(server, "listening")));
  const coming = servers.map(async (server) => (await once(server, "connection"))[0] as Socket);
  pair = connectPair({ host: "127.0.0.1", port: (tcp.address() as AddressInfo).port }, { path });
  [far, near] = (await Promise.all(coming)) as [Socket, Socket];
  for (const socket of [far, near]) socket.on("error", () => undefined);
});
afterEach(async () => {
  far.destroy();
  near.destroy();
  for (const server of servers) server.close();
  await rm(path, { force: true });
});

test("what was said before both were there comes first, then each hears the other, and who has ended is still answered", async () => {
  pair.one.write("token");
  const question = randomBytes(5_000_000);
  const answer = randomBytes(4_000_000);
  near.end(question);
  expect((await buffer(far)).equals(Buffer.concat([Buffer.from("token"), question]))).toBe(true);
  far.end(answer);
  expect((await buffer(near)).equals(answer)).toBe(true);
  expect(await pair.carried).toBe(9_000_000);
});

test("many small pieces both ways at once, read by fits and starts, arrive whole", async () => {
  const sent = [randomBytes(3_000_000), randomBytes(3_000_000)] as const;
  const say = async (socket: Socket, bytes: Buffer) => {
    for (let at = 0; at < bytes.length; at += 7_777) {
      socket.write(bytes.subarray(at, at + 7_777));
      if (at % 5 === 0) await new Promise(setImmediate);
    }
    socket.end();
  };
  const hear = async (socket: Socket) => {
    const pieces: Buffer[] = [];
    for await (const piece of socket as AsyncIterable<Buffer>) {
      pieces.push(piece);
      if (pieces.length % 40 === 0) await wait(3);
    }
    return Buffer.concat(pieces);
  };
  const [atFar, atNear] = await Promise.all([hear(far), hear(near), say(near, sent[0]), say(far, sent[1])]);
  expect(atFar.equals(sent[0])).toBe(true);
  expect(atNear.equals(sent[1])).toBe(true);
});

test("who does not read keeps the sender waiting, and is told all when it does", async () => {
  const bytes = randomBytes(40_000_000);
  far.pause();
  near.end(bytes);
  await wait(300);
  const before = near.writableLength;
  expect(before).toBeGreaterThan(10_000_000);
  await wait(200);
  expect(near.writableLength).toBe(before);
  expect((await buffer(far)).equals(bytes)).toBe(true);
});

test("a line that breaks is not mistaken for one that ended", async () => {
  near.write("so far");
  await once(far, "data");
  const broken = once(far, "error");
  pair.other.destroy();
  expect(await broken).toMatchObject([{ code: "ECONNRESET" }]);
});
