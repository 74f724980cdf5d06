/** Both ends of the way out for certificates, against an HTTPS server and two name servers on this machine. */
import { readFileSync } from "node:fs";
import { get } from "node:https";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openResponder, type Responder } from "../../relay/dns/open-responder.ts";
import { isInside } from "../../relay/wire/is-inside.ts";
import type { HubId } from "../../relay/wire/remote-name.ts";
import { openPushService, type PushService } from "../../test/support/push-service.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { LinkAgent } from "../certificates/link-agent.ts";
import { openLinkLine } from "../certificates/link-line.ts";
import { systemClock } from "../clock/system-clock.ts";
import { LINK } from "../contract/link-job.ts";
import { makeAskNameServers } from "./ask-name-servers.ts";
import { makeDialOut } from "./dial-out.ts";
import { openLinkServer } from "./open-link-server.ts";

const HUB = `${"b".repeat(25)}a` as HubId;
const ZONE = "family.example";
const NAME = `_acme-challenge.${HUB}.${ZONE}`;
const owned = new AsyncDisposableStack();
const signal = new AbortController().signal;
let service: PushService;
let line: ReturnType<typeof openLinkLine>;
let plain: { readonly target: string; readonly heard: string[]; readonly sockets: Set<Socket> };
let mayAsk: (address: string) => boolean = () => true;
let texts: readonly string[] = [];
let responder: Responder;
let servers: Record<string, string[]> = {};

beforeAll(async () => {
  service = owned.use(await openPushService());
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const listening = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("data", (bytes) => heard.push(bytes.toString()));
    socket.on("error", () => undefined);
  });
  await new Promise<void>((done) => listening.listen(0, "127.0.0.1", done));
  owned.defer(() => void listening.close());
  plain = { target: `127.0.0.1:${(listening.address() as { port: number }).port}`, heard, sockets };
  responder = await openResponder({
    host: "127.0.0.1",
    port: 0,
    zone: {
      zone: ZONE,
      nameServers: [{ name: `ns1.${ZONE}`, addresses: ["127.0.0.1"] }],
      addresses: ["127.0.0.1"],
    },
    proofs: async () => ({ txt: texts, issuers: [], named: [] }),
  });
  owned.defer(() => responder.close());
  const socketPath = join(owned.use(await makeTempDir()).path, LINK.socket);
  owned.use(
    await openLinkServer({
      socketPath,
      queue: { push: async () => "failed" },
      dialOut: makeDialOut([service.host, plain.target, "127.0.0.1:1"]),
      askNameServers: makeAskNameServers(
        {
          resolveNs: async () => Object.keys(servers),
          resolve4: async (host) => servers[host] ?? [],
          resolve6: async () => [],
        },
        (address) => mayAsk(address),
        responder.port,
      ),
      log: makeRecordingLog(),
    }),
  );
  line = openLinkLine(socketPath, systemClock);
});
afterAll(() => owned.disposeAsync());

const ask = (host: string, ca: readonly string[] = [readFileSync(service.certificate, "utf8")]) =>
  new Promise<string>((answered, failed) => {
    const agent = new LinkAgent(line, signal, { ca: [...ca] });
    get(`https://${host}/directory`, { agent }, (response) => {
      response.resume();
      answered(String(response.statusCode));
    }).on("error", (error: NodeJS.ErrnoException) => failed(error));
  });

test("HTTPS goes through link to a machine that the settings name", async () => {
  expect(await ask(service.host)).toBe("201");
  expect(service.pushed.at(-1)?.path).toBe("/directory");
});

test("link sees TLS and nothing of what is in it: who is no authority's machine hears nothing", async () => {
  await expect(ask(plain.target.replace("127.0.0.1", "localhost"))).rejects.toMatchObject({
    code: "certificate.no-link",
  });
  await expect(ask(service.host, rootCertificates.slice(0, 1))).rejects.toMatchObject({
    code: "DEPTH_ZERO_SELF_SIGNED_CERT",
  });
});

test.each([
  "evil.example:443",
  "192.168.1.1:443",
  "127.0.0.1:22",
  "localhost.:443",
  "LOCALHOST:443",
  "",
  "/push",
  "https://localhost",
])("link refuses to dial %j", async (target) => {
  const before = service.connections();
  await expect(line.dial(target, signal)).rejects.toMatchObject({ code: "certificate.no-link" });
  expect(service.connections()).toBe(before);
});

test("where nobody answers, it says so", async () => {
  await expect(line.dial("127.0.0.1:1", signal)).rejects.toMatchObject({ code: "certificate.no-answer" });
});

test("bytes go both ways, and who hangs up is hung up on at the other end", async () => {
  const socket = await line.dial(plain.target, signal);
  socket.write("hello");
  await expect.poll(() => plain.heard).toEqual(["hello"]);
  const [far] = plain.sockets;
  far?.write("yes");
  expect(await new Promise((heard) => socket.once("data", (bytes) => heard(bytes.toString())))).toBe("yes");
  socket.destroy();
  await expect.poll(() => plain.sockets.size).toBe(0);
});

test("so many streams at once and no more", async () => {
  const open = await Promise.all(Array.from({ length: 16 }, () => line.dial(plain.target, signal)));
  await expect(line.dial(plain.target, signal)).rejects.toMatchObject({ message: "link says 503" });
  for (const socket of open) socket.destroy();
  await expect.poll(() => plain.sockets.size).toBe(0);
  (await line.dial(plain.target, signal)).destroy();
});

test("every name server of the zone is asked, each by itself; one that does not answer is one", async () => {
  servers = { "ns1.family.example": ["127.0.0.1"], "ns2.family.example": [] };
  texts = ["one", "two"];
  const { servers: said } = await line.askNameServers({ zone: ZONE, name: NAME }, signal);
  expect(said).toEqual([
    { server: "ns1.family.example", texts: ["one", "two"] },
    { server: "ns2.family.example" },
  ]);
  texts = [];
  servers = { "ns1.family.example": ["127.0.0.1", "127.9.9.9"] };
  expect(await line.askNameServers({ zone: ZONE, name: NAME }, signal)).toEqual({
    servers: [{ server: "ns1.family.example", texts: [] }, { server: "ns1.family.example" }],
  });
});

test("a zone whose name servers are said to be in the house has nobody knock there", async () => {
  [servers, texts] = [{ "ns1.family.example": ["127.0.0.1"] }, ["one"]];
  mayAsk = (address) => !isInside(address);
  const asked = await line.askNameServers({ zone: ZONE, name: NAME }, signal);
  mayAsk = () => true;
  expect(asked).toEqual({ servers: [{ server: "ns1.family.example" }] });
});

test.each([
  ["another name", { zone: ZONE, name: `secret-of-the-family.${HUB}.${ZONE}` }],
  ["another zone's", { zone: ZONE, name: `_acme-challenge.${HUB}.other.example` }],
  ["more in front", { zone: ZONE, name: `_acme-challenge.x.${HUB}.${ZONE}` }],
  ["no name", { zone: "..", name: "_acme-challenge" }],
])("%s is not asked for", async (_, job) => {
  await expect(line.askNameServers(job, signal)).rejects.toMatchObject({ message: "link says 400" });
});
