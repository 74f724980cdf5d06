/** `pawpost link join`, `status` and `leave` as a person types them, and what they make of the hub's answers. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { COMMAND_LINE } from "../../hub/contract/command-line.ts";
import { listenLocally } from "../../hub/local-socket/listen-locally.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { describe as describeStatus } from "./link-join.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const JOINED = {
  zone: "family.example",
  domain: "hub.family.example",
  hasCertificate: false,
  onlyFor: null,
  names: 2,
  line: { state: "up", milliseconds: 21 },
} as const;

/** @returns the folder of sockets of a hub that answers so, and what it was asked */
async function hubThat(status: number, body: object) {
  const folder = await makeTempDir();
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url} ${await text(request)}`.trim());
    response.writeHead(status).end(JSON.stringify(body));
  });
  await listenLocally(server, join(folder.path, COMMAND_LINE.socket));
  onTestFinished(async () => {
    server.close();
    await folder[Symbol.asyncDispose]();
  });
  return { run: folder.path, asked };
}

async function pawpost(run: string, ...words: string[]) {
  const child = spawn(process.execPath, [MAIN, "link", ...words], {
    env: { ...process.env, PAWPOST_RUN: run },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { status: status as number, out, err };
}

test("join hands the invitation over, and says where the hub is now and what is next", async () => {
  const { run, asked } = await hubThat(200, { relay: JOINED, issuances: null });
  const { status, out } = await pawpost(run, "join", "relay.family.example:443/family.example/x");
  expect(status).toBe(0);
  expect(asked).toEqual(["POST /relay/join relay.family.example:443/family.example/x"]);
  expect(out).toContain("hub.family.example");
  expect(out).toContain("What is next");
});

test("a refusal has its code, and what to do about it", async () => {
  const { run } = await hubThat(422, { code: "relay.wrong-code", message: "the invitation was used" });
  const { status, err } = await pawpost(run, "join", "x");
  expect(status).toBe(1);
  expect(err).toMatch(/^Error \[relay\.wrong-code\]: The invitation was used\.\nWhat to do: It counts once/);
});

test("leave asks first: without a terminal to ask on it asks nothing of the hub", async () => {
  const { run, asked } = await hubThat(200, { relay: null, issuances: null });
  const { status, err } = await pawpost(run, "leave");
  expect([status, asked]).toEqual([1, []]);
  expect(err).toMatch(/^Error \[link\.not-confirmed\]/);
  expect(await pawpost(run, "leave", "--yes")).toMatchObject({ status: 0 });
  expect(asked).toEqual(["POST /relay/leave"]);
});

test("what is no answer of a hub is said to be none", async () => {
  const { run } = await hubThat(200, { relay: { zone: 1 }, issuances: null });
  expect((await pawpost(run, "status")).err).toMatch(/^Error \[link\.no-answer\]/);
});

test.each([
  ["at no relay", null, /at no relay/],
  ["up", JOINED, /up, 21 ms there and back[\s\S]*not yet[\s\S]*2 with an address/],
  ["not measured yet", { ...JOINED, line: { state: "up", milliseconds: null } }, /Line +up\n/],
  ["silent", { ...JOINED, line: { state: "down", why: "silent" } }, /nobody answers there/],
  ["somebody else's", { ...JOINED, line: { state: "down", why: "wrong-relay" } }, /somebody else answers/],
  ["with its certificate", { ...JOINED, hasCertificate: true }, /Certificate +there\n/],
  [
    "with one for a single name",
    { ...JOINED, hasCertificate: true, onlyFor: "abc.hub.family.example" },
    /Certificate +there, but for one device alone: abc\.hub\.family\.example\./,
  ],
] as const)("status says in words: %s", (_, relay, says) => {
  expect(describeStatus({ relay, issuances: null })).toMatch(says);
});

const WATCHED = { monitor: "monitor.example", lookedAt: Date.UTC(2026, 0, 2, 3, 4), foreign: [] };
const FOREIGN = { seenAt: WATCHED.lookedAt, id: "8181", issuer: "C=US, O=Another CA", notBefore: null };

test.each([
  ["nobody watches", null, /Public logs +not watched/],
  ["nothing was looked at yet", { ...WATCHED, lookedAt: null }, /not looked at monitor\.example yet/],
  ["all is well", WATCHED, /monitor\.example: 2026-01-02 03:04 UTC; nothing that the hub did not order/],
  [
    "there is a stranger's",
    { ...WATCHED, foreign: [FOREIGN] },
    /DID NOT ORDER:\n +seen 2026-01-02 03:04 UTC: number 8181 there, by C=US, O=Another CA, from a day it does not say/,
  ],
])("status says what public logs show: %s", (_, issuances, says) => {
  expect(describeStatus({ relay: JOINED, issuances })).toMatch(says);
});
