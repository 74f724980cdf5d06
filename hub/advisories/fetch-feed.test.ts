/** What an address may answer, over real TLS; and a line that holds. */
import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { createServer, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { openPushService, type PushService } from "../../test/support/push-service.ts";
import { MAX_SIGNED_BYTES } from "../project-signature/signed-file.ts";
import { makeFetchFeed } from "./fetch-feed.ts";

/** A server of HTTPS that answers as it is told: a push service's support does. */
let service: PushService;
beforeAll(async () => {
  service = await openPushService();
});
afterAll(() => service[Symbol.asyncDispose]());
afterEach(() => vi.restoreAllMocks());

const ended = new AbortController().signal;
const ask = (host: string, { isBelieved = true, signal = ended } = {}) => {
  const openAgent = () => new Agent(isBelieved ? { ca: readFileSync(service.certificate, "utf8") } : {});
  return makeFetchFeed(`https://${host}/advisories.json`, openAgent)(signal);
};
const answers = (status: number, body = "", headers: Record<string, string> = {}) =>
  service.answersWith(() => ({ status, body, headers }));

test("brings what is there, and says nothing but what it wants", async () => {
  answers(200, "the file");
  expect(Buffer.from(await ask(service.host)).toString()).toBe("the file");
  const { path, headers } = service.pushed.at(-1) ?? {};
  expect(path).toBe("/advisories.json");
  expect(Object.keys(headers ?? {}).toSorted()).toEqual(["accept", "connection", "host"]);
});

test.each([
  ["sends elsewhere", 302, "redirected"],
  ["sends elsewhere for good", 308, "redirected"],
  ["has nothing", 404, "refused"],
  ["is broken", 500, "refused"],
  ["has half of it", 206, "refused"],
])("an address that %s: %i is %s", async (_, status, trouble) => {
  answers(status, "the file", { location: `https://${service.host}/elsewhere` });
  const asked = service.pushed.length;
  await expect(ask(service.host)).rejects.toMatchObject({ trouble });
  expect(service.pushed).toHaveLength(asked + 1);
});

test("no more is read than such a file has", async () => {
  answers(200, "a".repeat(MAX_SIGNED_BYTES));
  expect(await ask(service.host)).toHaveLength(MAX_SIGNED_BYTES);
  answers(200, "a".repeat(MAX_SIGNED_BYTES + 1));
  await expect(ask(service.host)).rejects.toMatchObject({ trouble: "too-large" });
});

test("who cannot show that the address is theirs is asked nothing", async () => {
  answers(200, "the file");
  const asked = service.pushed.length;
  await expect(ask(service.host, { isBelieved: false })).rejects.toMatchObject({ trouble: "wrong-machine" });
  const byNumber = service.host.replace("localhost", "127.0.0.1"); // the certificate is for the name
  await expect(ask(byNumber)).rejects.toMatchObject({ trouble: "wrong-machine" });
  expect(service.pushed).toHaveLength(asked);
});

test("where nobody is, nobody answers", async () => {
  await expect(ask("localhost:1")).rejects.toMatchObject({ trouble: "no-answer" });
});

test("whoever holds the line is waited for no longer than 20 seconds", async () => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => void sockets.add(socket.on("error", () => undefined)));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const late = new AbortController();
  const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(late.signal);
  const asking = ask(`localhost:${(server.address() as { port: number }).port}`);
  await expect.poll(() => sockets.size).toBe(1);
  late.abort(new DOMException("late", "TimeoutError"));
  await expect(asking).rejects.toMatchObject({ trouble: "slow" });
  expect(timeout).toHaveBeenCalledWith(20_000);
  await expect.poll(() => [...sockets].every(({ destroyed }) => destroyed || sockets.size === 1)).toBe(true);
  for (const socket of sockets) socket.destroy();
  server.close();
});

test("a hub that ends asks no more", async () => {
  const ending = new AbortController();
  ending.abort(new Error("the hub ends"));
  await expect(ask(service.host, { signal: ending.signal })).rejects.toThrow("the hub ends");
});
