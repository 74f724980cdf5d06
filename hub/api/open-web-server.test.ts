import { connect, type Socket } from "node:net";
import { Hono } from "hono";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectHardened, expectRefused } from "../../test/support/hardened.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { API } from "../contract/api.ts";
import { openWebServer, type WebServer } from "./open-web-server.ts";

let hosts: string[];
let rig: HubRig;
let server: WebServer;

beforeAll(async () => {
  hosts = [];
  rig = await makeHubRig({ hosts: () => hosts });
  server = await openWebServer(rig.app, 0);
  hosts.push(`localhost:${server.port}`);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
});

/** Sends bytes as they are, and reads until the hub closes. */
async function raw(text: string | Uint8Array): Promise<Response> {
  const socket = connect(server.port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(text);
  return parse(await readAll(socket));
}
function readAll(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    socket.setEncoding("latin1");
    socket.on("data", (part: string) => {
      text += part;
    });
    socket.on("close", () => resolve(text));
  });
}
function parse(text: string): Response {
  const [head = "", ...body] = text.split("\r\n\r\n");
  const [status = "", ...lines] = head.split("\r\n");
  const headers = new Headers(lines.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]));
  const whole = body.join("\r\n\r\n");
  const chunked = headers.get("transfer-encoding") === "chunked";
  const content = chunked ? whole.replaceAll(/(?:^|\r\n)[0-9a-f]+\r\n/g, "").trim() : whole;
  const code = Number(status.split(" ")[1]);
  return new Response(code === 204 || code === 304 ? null : content, { status: code, headers });
}
const get = (target: string, host = hosts[0], more = "") =>
  raw(`GET ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n${more}\r\n`);

test("answers on loopback, by its own name, with every header", async () => {
  const response = await get(`${API}/hub`);
  expect(response.status).toBe(200);
  expectHardened(response);
  expect(await response.json()).toMatchObject({ claimed: false });
});

test.each([
  "//api/v1/hub",
  "/api//v1/hub",
  "/api/v1/../v1/hub",
  "/api/v1/./hub",
  "/x/../api/v1/hub",
  "/%61pi/v1/hub",
  "/api%2fv1/hub",
  "/api/v1%2Fhub",
  "/api%5cv1%5chub",
  "/api\\v1\\hub",
  "/..%2f..%2fetc/passwd",
  "/../../etc/passwd",
  "/%2e%2e/%2e%2e/etc/passwd",
  "/api/v1/hub%00",
  "/api/v1/hub;x",
  "/api/v1/hub#x",
  "http://localhost/api/v1/hub",
  "http://evil.test/api/v1/hub",
  "*",
  "/.git/config",
])("the path %s is refused as it came, before anything makes it look plain", async (target) => {
  await expectRefused(await get(target), 404, "http.not-found");
});

test.each([
  ["evil.test"],
  ["localhost"],
  ["127.0.0.1"],
  ["localhost:1"],
  ["LOCALHOST"],
  ["user@localhost"],
  ["local host"],
  ["localhost/x"],
  ["[::1]"],
  ["localhost\t"],
  ["%6cocalhost"],
  ["ｌocalhost"],
  [""],
])("asked for as %j it answers nobody, on any path", async (host) => {
  for (const target of ["/", `${API}/hub`, "/x/../y"]) {
    await expectRefused(await get(target, host), 421, "http.wrong-host");
  }
});

test("without a Host, by HTTP/1.0 and 1.1, it answers nobody", async () => {
  await expectRefused(
    await raw(`GET ${API}/hub HTTP/1.1\r\nconnection: close\r\n\r\n`),
    421,
    "http.wrong-host",
  );
  await expectRefused(await raw(`GET ${API}/hub HTTP/1.0\r\n\r\n`), 421, "http.wrong-host");
});

test("with two Hosts it answers to the first one only, or to none", async () => {
  const response = await get(`${API}/hub`, "evil.test", `host: ${hosts[0]}\r\n`);
  expect([400, 421]).toContain(response.status);
});

test.each([
  ["no HTTP", "hello\r\n\r\n", 400],
  ["a TLS hello", Uint8Array.of(0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3), 400],
  ["a NUL in the path", "GET /\0 HTTP/1.1\r\nhost: x\r\n\r\n", 400],
  ["a header that is none", "GET / HTTP/1.1\r\nhost: x\r\n no name\r\n\r\n", 400],
  ["two lengths", "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab", 400],
  [
    "a length and pieces",
    "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    400,
  ],
  ["headers over 8 KiB", `GET / HTTP/1.1\r\nhost: x\r\nx: ${"a".repeat(9_000)}\r\n\r\n`, 431],
])("%s is refused with a problem and every header", async (_, bytes, status) => {
  await expectRefused(await raw(bytes), status, "http.malformed");
});

test("an expectation that nobody meets is answered like any other request", async () => {
  const response = await get(`${API}/hub`, hosts[0], "expect: coffee\r\n");
  expectHardened(response);
  expect(response.status).toBe(200);
});

test("a body that is announced too large is refused before it is sent; one that grows is refused as it comes", async () => {
  const head = `POST ${API}/sign-in/salt HTTP/1.1\r\nhost: ${hosts[0]}\r\ncontent-type: application/json\r\nconnection: close\r\n`;
  await expectRefused(await raw(`${head}content-length: 100000000\r\n\r\n`), 413, "http.too-large");
  const chunk = `4000\r\n${"a".repeat(0x4000)}\r\n`;
  await expectRefused(
    await raw(`${head}transfer-encoding: chunked\r\n\r\n${chunk}${chunk}0\r\n\r\n`),
    413,
    "http.too-large",
  );
});

test("a page that opened a stream and never reads is cut off, and its line with it", async () => {
  const app = new Hono();
  app.get("/events", async () => {
    const owner = { id: "one", expiresAt: Number.MAX_SAFE_INTEGER };
    const { body } = await rig.streams.open(
      owner,
      async () => undefined,
      new AbortController().signal,
      (event) => event,
    );
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  });
  await using other = await openWebServer(app, 0);
  const socket = connect(other.port, "127.0.0.1");
  socket.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.write("GET /events HTTP/1.1\r\nhost: x\r\n\r\n");
  await new Promise<void>((resolve) => socket.once("readable", resolve));
  const event = {
    kind: "radio",
    radio: { online: true, adapter: "on", simulated: true },
    note: "x".repeat(200_000),
  };
  const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
  for (let n = 0; n < 200; n++) {
    rig.streams.tell(event as never);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed - before).toBeLessThan(
    40_000_000,
  );
  socket.resume();
  await closed;
});

test("a port that is taken is named, with what to do", async () => {
  await expect(openWebServer(rig.app, server.port)).rejects.toMatchObject({
    code: "web.port-taken",
    advice: expect.stringContaining("--port"),
  });
});

test("closing ends every connection, also the ones that wait", async () => {
  const other = await openWebServer(rig.app, 0);
  const socket = connect(other.port, "127.0.0.1");
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => undefined);
  socket.resume();
  await other[Symbol.asyncDispose]();
  await closed;
});
