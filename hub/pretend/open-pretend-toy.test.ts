import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import type { PretendToy } from "../ports/pretend-toy.ts";
import { openPretendToy } from "./open-pretend-toy.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let dir: Awaited<ReturnType<typeof makeTempDir>>;
let server: Server;
let toy: PretendToy;
let asked: { readonly line: string; readonly body: Buffer }[];
let answer: Answer;

/** As docs/simulated-toy.md has it. */
const status = (change: object = {}) =>
  JSON.stringify({
    power: "on",
    connected: true,
    activity: "idle",
    heart: { mode: "blink", brightness: 3 },
    heard: 2,
    ...change,
  });
const json =
  (text: string): Answer =>
  (_, response) =>
    void response.writeHead(200, { "content-type": "application/json" }).end(text);
const away = expect.objectContaining({ code: "pretend-toy.away" });

beforeEach(async () => {
  dir = await makeTempDir();
  asked = [];
  answer = json(status());
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      asked.push({ line: `${request.method} ${request.url}`, body: Buffer.concat(chunks) });
      answer(request, response);
    });
  });
  const socketPath = join(dir.path, "toy.sock");
  await new Promise<void>((listening) => server.listen(socketPath, listening));
  toy = openPretendToy(socketPath);
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await dir[Symbol.asyncDispose]();
});

test.each([
  ["off", "off"],
  ["on", "on"],
  ["blink", "blinking"],
  ["pattern", "blinking"],
])("a heart that is %s looks %s", async (mode, heart) => {
  answer = json(status({ heart: { mode } }));
  expect(await toy.view()).toEqual({ heart, activity: "idle", connected: true, heard: 2 });
});

test("paws and microphone go to the toy as they are", async () => {
  answer = (_, response) => void response.writeHead(204).end();
  await toy.press("play");
  await toy.press("record");
  await toy.say(Uint8Array.of(1, 2, 3, 4));
  expect(asked.map(({ line }) => line)).toEqual(["POST /paws/play", "POST /paws/record", "PUT /microphone"]);
  expect(asked[2]?.body).toEqual(Buffer.of(1, 2, 3, 4));
});

test("what it played last is read; nothing yet is nothing", async () => {
  answer = (_, response) =>
    void response.writeHead(200, { "content-type": "audio/wav" }).end(Buffer.of(7, 8));
  expect(await toy.heard()).toEqual(Uint8Array.of(7, 8));
  answer = (_, response) => void response.writeHead(404).end("{}");
  expect(await toy.heard()).toBeUndefined();
});

test.each<[string, Answer]>([
  ["says no", (_, response) => void response.writeHead(500).end()],
  ["hangs up", (request) => void request.socket.destroy()],
  ["says too much", (_, response) => void response.writeHead(200).end(Buffer.alloc(2_000_001))],
])("a toy that %s is away, whatever was asked", async (_, how) => {
  answer = how;
  for (const ask of [
    () => toy.view(),
    () => toy.heard(),
    () => toy.press("play"),
    () => toy.say(new Uint8Array(2)),
  ]) {
    await expect(ask()).rejects.toEqual(away);
  }
});

test.each([
  "",
  "{",
  "null",
  "[]",
  status({ activity: "dancing" }),
  status({ heart: undefined }),
  status({ heard: 1.5 }),
])("a status of %j is none: the toy is away", async (text) => {
  answer = json(text);
  await expect(toy.view()).rejects.toEqual(away);
});

test("a socket that is not there is a toy that is away", async () => {
  const gone = openPretendToy(join(dir.path, "nobody.sock"));
  await expect(gone.view()).rejects.toEqual(away);
  await expect(gone.watch(() => undefined, new AbortController().signal)).rejects.toEqual(away);
});

test("every change is told as it comes, in pieces or several at once, until it is stopped", async () => {
  const stopping = new AbortController();
  const heard: number[] = [];
  const third = status({ heard: 3 });
  answer = (_, open) => {
    open.writeHead(200, { "content-type": "text/event-stream" });
    open.write(`data: ${status({ heard: 1 })}\n\n: a comment\n\ndata: ${status({ heard: 2 })}\n\ndata: `);
    open.write(third.slice(0, 9));
    setImmediate(() => open.write(`${third.slice(9)}\n\n`));
  };
  await toy.watch((view) => {
    heard.push(view.heard);
    if (view.heard === 3) stopping.abort();
  }, stopping.signal);
  expect(heard).toEqual([1, 2, 3]);
});

test("a quiet toy is no toy that is away: its stream stays open", async () => {
  const stopping = new AbortController();
  const opened = Promise.withResolvers<IncomingMessage>();
  answer = (request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${status()}\n\n`);
    opened.resolve(request);
  };
  const told = Promise.withResolvers<void>();
  const watching = toy.watch(() => told.resolve(), stopping.signal);
  await told.promise;
  const line = await opened.promise;
  // What a socket does that is quiet for its time-out; ours must not be set to one any more.
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(line.socket.destroyed).toBe(false);
  const closed = once(line.socket, "close");
  stopping.abort();
  await watching;
  await closed;
});

test("a stream that ends ends the watching; one that lies or breaks is a toy that is away", async () => {
  const { signal } = new AbortController();
  answer = (_, response) => void response.writeHead(200).end(`data: ${status()}\n\n`);
  await toy.watch(() => undefined, signal);
  answer = (_, response) => void response.writeHead(200).write("data: {}\n\n");
  await expect(toy.watch(() => undefined, signal)).rejects.toEqual(away);
  answer = (_, response) => void response.writeHead(200).write("x".repeat(20_000));
  await expect(toy.watch(() => undefined, signal)).rejects.toEqual(away);
  answer = (request, response) => {
    response.writeHead(200).write("data: ");
    setImmediate(() => request.socket.destroy());
  };
  await expect(toy.watch(() => undefined, signal)).rejects.toEqual(away);
});

test("watching that was stopped before it began ends at once", async () => {
  answer = (_, response) => void response.writeHead(200).write(`data: ${status()}\n\n`);
  await toy.watch(() => expect.unreachable(), AbortSignal.abort());
});
