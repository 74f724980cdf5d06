/** Both ends of `link.sock`, and the line out, against a push service on this machine. */
import { readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { openPushService, type PushService } from "../../test/support/push-service.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { STRANGE_ENDPOINTS } from "../../test/support/strange-endpoints.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { systemClock } from "../clock/system-clock.ts";
import { LINK, MAX_JOB_BYTES, type PushJob } from "../contract/link-job.ts";
import { makeLinkClient } from "../notify/link-client.ts";
import { makeDialOut } from "./dial-out.ts";
import { makeDialPush } from "./dial-push.ts";
import { openLinkServer } from "./open-link-server.ts";
import { makePushQueue } from "./push-queue.ts";

const owned = new AsyncDisposableStack();
const log = makeRecordingLog();
const before = getCACertificates("default");
let service: PushService;
let socketPath: string;
let job: PushJob;

beforeAll(async () => {
  service = owned.use(await openPushService());
  setDefaultCACertificates([...before, readFileSync(service.certificate, "utf8")]);
  socketPath = join(owned.use(await makeTempDir()).path, LINK.socket);
  const queue = makePushQueue({
    dial: makeDialPush([service.host]),
    clock: systemClock,
    // A tenth of every wait.
    random: () => -0.4,
  });
  owned.use(
    await openLinkServer({
      socketPath,
      queue,
      dialOut: makeDialOut([]),
      askNameServers: async () => ({ servers: [] }),
      log,
    }),
  );
  job = {
    endpoint: service.endpoint("one"),
    authorization: `vapid t=a.b.c, k=${"k".repeat(87)}`,
    body: Buffer.from("sealed").toString("base64url"),
    ttl: 60,
    topic: "alert",
    urgency: "high",
    tryFor: 3,
  };
});
afterAll(async () => {
  setDefaultCACertificates(before);
  await owned.disposeAsync();
});
afterEach(() => service.answersWith(() => ({ status: 201 })));

const untouched = new AbortController().signal;
const push = (change: Partial<PushJob> = {}, signal = untouched) =>
  makeLinkClient(socketPath, systemClock).push({ ...job, ...change }, signal);

/** Whatever somebody writes to the socket. */
const ask = (body: string, method = "POST", path: string = LINK.push) =>
  new Promise<{ status: number; code: unknown }>((answered, failed) => {
    const sent = request({ socketPath, agent: false, method, path }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () =>
        answered({ status: response.statusCode ?? 0, code: (JSON.parse(text) as { code?: unknown }).code }),
      );
    });
    sent.on("error", failed);
    sent.end(body);
  });

test("a push service gets the ciphertext and what it needs, and nothing else", async () => {
  expect(await push()).toBe("delivered");
  const { path, headers, body } = service.pushed.at(-1) ?? { path: "", headers: {}, body: "" };
  expect(path).toBe("/push/one");
  expect(body.toString()).toBe("sealed");
  expect(headers).toEqual({
    host: service.host,
    authorization: job.authorization,
    "content-encoding": "aes128gcm",
    "content-type": "application/octet-stream",
    "content-length": "6",
    ttl: "60",
    topic: "alert",
    urgency: "high",
    connection: "close",
  });
});

test.each([
  [200, "delivered"],
  [201, "delivered"],
  [404, "gone"],
  [410, "gone"],
  [400, "refused"],
  [401, "refused"],
  [403, "refused"],
  [413, "refused"],
] as const)("%d is %s", async (status, outcome) => {
  service.answersWith(() => ({ status, body: "why" }));
  expect(await push()).toBe(outcome);
});

test("a push service that is busy is asked again", async () => {
  const answers = [429, 503, 201];
  service.answersWith(() => ({ status: answers.shift() ?? 500 }));
  expect(await push()).toBe("delivered");
  expect(answers).toEqual([]);
});

test("nobody is sent elsewhere, and a long answer is not read", async () => {
  const count = service.pushed.length;
  service.answersWith(() => ({ status: 307, headers: { location: service.endpoint("other") } }));
  expect(await push()).toBe("refused");
  service.answersWith(() => ({ status: 201, body: "x".repeat(1_000_000) }));
  expect(await push()).toBe("delivered");
  expect(service.pushed.slice(count).map(({ path }) => path)).toEqual(["/push/one", "/push/one"]);
});

test("who cannot show a certificate that the machine believes is told nothing, whatever the environment says", async () => {
  setDefaultCACertificates(before);
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  const count = service.pushed.length;
  try {
    expect(await push({ tryFor: 1 })).toBe("failed");
  } finally {
    vi.unstubAllEnvs();
    setDefaultCACertificates([...before, readFileSync(service.certificate, "utf8")]);
  }
  expect(service.pushed).toHaveLength(count);
});

test.each(STRANGE_ENDPOINTS.filter(([, endpoint]) => endpoint.length <= 1_024))(
  "link itself refuses %s",
  async (_, endpoint) => {
    expect(await ask(JSON.stringify({ ...job, endpoint }))).toEqual({
      status: 403,
      code: "link.not-allowed",
    });
    expect(await push({ endpoint })).toBe("refused");
  },
);

test.each<[string, string]>([
  ["no JSON", "{"],
  ["nothing", ""],
  ["a field more", JSON.stringify({ headers: { host: "evil.example" } })],
  ["too much", "x".repeat(MAX_JOB_BYTES + 1)],
])("%s is no job", async (_, text) => {
  const body = text.startsWith('{"') ? JSON.stringify({ ...job, ...JSON.parse(text) }) : text;
  expect(await ask(body)).toEqual({ status: 400, code: "link.malformed" });
});

test.each<[string, Partial<Record<keyof PushJob, unknown>>]>([
  ["a line more in its signature", { authorization: `${"vapid t=a, k="}${"k".repeat(87)}\r\nx: y` }],
  ["another scheme", { authorization: "Bearer abc" }],
  ["a topic with more in it", { topic: "alert\r\nx: y" }],
  ["a body that is no base64url", { body: "a b" }],
  ["a body of more than a push", { body: "A".repeat(5_463) }],
  ["a time without end", { tryFor: 1e9 }],
])("%s is no job", async (_, change) => {
  expect(await ask(JSON.stringify({ ...job, ...change }))).toEqual({ status: 400, code: "link.malformed" });
});

test("there is one thing to ask", async () => {
  expect((await ask("", "GET")).status).toBe(400);
  expect((await ask(JSON.stringify(job), "POST", "/elsewhere")).status).toBe(400);
});

test("only its owner may open the socket", async () => {
  expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
});

test("hanging up takes it back", async () => {
  service.answersWith(() => ({ status: 503 }));
  const count = service.pushed.length;
  const taken = new AbortController();
  const pushed = push({ tryFor: 60 }, taken.signal);
  await expect.poll(() => service.pushed.length).toBe(count + 1);
  taken.abort();
  expect(await pushed).toBe("failed");
  await new Promise((soon) => setTimeout(soon, 400)); // the second knock would come after 0.1 s
  expect(service.pushed).toHaveLength(count + 1);
});

test("no address of anybody is in the log", () => {
  expect(log.lines.length).toBeGreaterThan(20);
  expect(JSON.stringify(log.lines)).not.toMatch(/localhost|evil|googleapis|192\.168/);
});
