import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { splice } from "./splice.ts";

let server: Server;
/** The two ends that people hold; between them lie two connections that are joined. */
let left: Socket;
let right: Socket;
let carried: Promise<number>;

beforeEach(async () => {
  server = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const open = async () => {
    const { port } = server.address() as AddressInfo;
    const outer = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
    const [inner] = (await once(server, "connection")) as [Socket];
    outer.on("error", () => undefined);
    return { outer, inner };
  };
  const one = await open();
  const other = await open();
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

test("who is gone before the other one came ends that one, too", async () => {
  const { port } = server.address() as AddressInfo;
  const accept = async () => {
    const outer = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
    const [inner] = (await once(server, "connection")) as [Socket];
    outer.on("error", () => undefined);
    return { outer, inner };
  };
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
