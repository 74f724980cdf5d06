import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { canRemake, remake } from "./remake-socket.ts";
import { splice } from "./splice.ts";

let server: Server;
/** The two ends that people hold; between them lie two connections that are joined. */
let left: Socket;
let right: Socket;
let carried: Promise<number>;

beforeEach(async () => {
  server = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const one = await accept();
  const other = await accept();
  left = one.outer;
  right = other.outer;
  carried = splice(one.inner, other.inner);
});
afterEach(() => {
  left.destroy();
  right.destroy();
  server.close();
});

test("each hears what the other says, and one that has ended is still answered", async () => {
  const question = randomBytes(3_000_000);
  const answer = randomBytes(2_000_000);
  left.end(question);
  expect((await buffer(right)).equals(question)).toBe(true);
  right.end(answer);
  expect((await buffer(left)).equals(answer)).toBe(true);
  expect(await carried).toBe(5_000_000);
});

test("a reset arrives as one", async () => {
  right.write("so far");
  await once(left, "data");
  const broken = once(left, "error");
  right.resetAndDestroy();
  expect(await broken).toMatchObject([{ code: "ECONNRESET" }]);
  expect(await carried).toBe(6);
});

test("both are broken off where somebody knows that the way is gone", async () => {
  const [one, other] = [await accept(), await accept()];
  const dead = new AbortController();
  const over = splice(one.inner, other.inner, { dead: dead.signal });
  one.outer.write("so far");
  await once(other.outer, "data");
  const broken = [one, other].map(({ outer }) => once(outer, "error"));
  dead.abort();
  expect(await Promise.all(broken)).toMatchObject([[{ code: "ECONNRESET" }], [{ code: "ECONNRESET" }]]);
  expect(await over).toBe(6);
});

test("who is gone before the other one came ends that one, too", async () => {
  const [gone, late] = [await accept(), await accept()];
  const isGone = new Promise((closed) => gone.inner.on("error", () => undefined).once("close", closed));
  gone.inner.resume();
  gone.outer.resetAndDestroy();
  await isGone;
  const broken = once(late.outer, "error");
  expect(await splice(gone.inner, late.inner)).toBe(0);
  expect(await broken).toMatchObject([{ code: "ECONNRESET" }]);
});

test("who does not read keeps the sender waiting, and is told all when it does", async () => {
  const bytes = randomBytes(40_000_000);
  left.pause();
  right.end(bytes);
  await wait(300);
  const before = right.writableLength;
  expect(before).toBeGreaterThan(10_000_000);
  await wait(200);
  expect(right.writableLength).toBe(before);
  expect((await buffer(left)).equals(bytes)).toBe(true);
});

async function accept(): Promise<{ readonly outer: Socket; readonly inner: Socket }> {
  const { port } = server.address() as AddressInfo;
  const outer = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
  const [inner] = (await once(server, "connection")) as [Socket];
  outer.on("error", () => undefined);
  return { outer, inner };
}

test("what was read before, and put back, comes first; what came meanwhile follows", async () => {
  const [visitor, line] = [await accept(), await accept()];
  visitor.outer.write("hello ");
  const [read] = (await once(visitor.inner, "data")) as [Buffer];
  visitor.inner.pause();
  visitor.inner.unshift(read);
  visitor.outer.write("and ");
  await wait(50);
  const over = splice(visitor.inner, line.inner);
  visitor.outer.end("good night");
  expect((await buffer(line.outer)).toString()).toBe("hello and good night");
  line.outer.end("you, too");
  expect((await buffer(visitor.outer)).toString()).toBe("you, too");
  expect(await over).toBe(28);
});

test("who had said all before the other one came is heard, and answered", async () => {
  const [visitor, line] = [await accept(), await accept()];
  visitor.outer.end("hello");
  const [read] = (await once(visitor.inner, "data")) as [Buffer];
  visitor.inner.pause();
  visitor.inner.unshift(read);
  // Its end is there before anybody asks for it.
  await wait(50);
  const over = splice(visitor.inner, line.inner);
  expect((await buffer(line.outer)).toString()).toBe("hello");
  line.outer.end("good night");
  expect((await buffer(visitor.outer)).toString()).toBe("good night");
  expect(await over).toBe(15);
});

test("Node is as it was: connections that a server took are made into such as are dialled, and their server still counts them", async () => {
  const { outer, inner } = await accept();
  expect(canRemake(inner)).toBe(true);
  const before = await connections();
  const heard = Promise.withResolvers<string>();
  const [fresh] = remake(inner, {
    buffer: Buffer.alloc(64),
    callback(size, bytes) {
      heard.resolve(Buffer.from(bytes.subarray(0, size)).toString());
      return true;
    },
  });
  fresh.resume();
  outer.write("hello");
  expect(await heard.promise).toBe("hello");
  expect(await connections()).toBe(before);
  fresh.destroy();
  await expect.poll(connections).toBe(before - 1);
});

const connections = () =>
  new Promise<number>((count, failed) =>
    server.getConnections((error, number) => (error === null ? count(number) : failed(error))),
  );

test("what waits at one of two that are joined is told while it waits, and not what goes on", async () => {
  const [one, other] = [await accept(), await accept()];
  const told: (() => boolean)[] = [];
  const over = splice(one.inner, other.inner, { onStuck: (isStill) => told.push(isStill) });
  let arrived = 0;
  other.outer.on("data", (bytes: Buffer) => {
    arrived += bytes.byteLength;
  });
  one.outer.write(randomBytes(1_000_000));
  await wait(600);
  expect(told).toEqual([]);
  other.outer.pause();
  one.outer.write(Buffer.alloc(30_000_000));
  const since = performance.now();
  await expect.poll(() => told.length, { interval: 10 }).toBeGreaterThan(0);
  expect(performance.now() - since).toBeLessThan(1_500);
  expect(told.at(-1)?.()).toBe(true);
  other.outer.resume();
  await expect.poll(() => told.at(-1)?.()).toBe(false);
  // On a busy machine it may be stuck again before all of it is there.
  await expect.poll(() => arrived).toBe(31_000_000);
  // The other way is nobody's business here.
  one.outer.pause();
  await wait(300);
  const before = told.length;
  other.outer.write(Buffer.alloc(30_000_000));
  await wait(800);
  expect(told).toHaveLength(before);
  one.outer.destroy();
  other.outer.destroy();
  await over;
});
