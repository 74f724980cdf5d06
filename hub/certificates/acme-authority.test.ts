/** What authorities say that are busy, broken, or somebody else. An order from its beginning to its end: `pebble.test.ts`. */
import { readFileSync } from "node:fs";
import { Agent, type AgentOptions } from "node:https";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { openPushService, type PushService } from "../../test/support/push-service.ts";
import { openAcmeAuthority } from "./acme-authority.ts";
import { CertificateError } from "./errors.ts";
import { makeKey } from "./order-certificate.ts";

const NOW = Date.parse("2026-11-28T12:00:00Z");
const accountKey = makeKey();
let server: PushService;
let ca: string;

beforeAll(async () => {
  server = await openPushService();
  ca = readFileSync(server.certificate, "utf8");
});
afterAll(() => server[Symbol.asyncDispose]());
afterEach(() => vi.unstubAllEnvs());

const open = async (options: AgentOptions = { ca }, directory = `https://${server.host}/directory`) => {
  const { signal } = new AbortController();
  const agent = new Agent(options);
  const authority = await openAcmeAuthority({ directory, accountKey, agent, signal, now: () => NOW });
  return authority.open();
};

/** A directory, and whatever else is asked is answered so. */
const answer = (status: number, headers: Record<string, string> = {}, body = "{}") =>
  server.answersWith((path) => {
    const at = (name: string) => `https://${server.host}/${name}`;
    const directory = { newNonce: at("nonce"), newAccount: at("account"), newOrder: at("order") };
    if (path === "/directory") return { status: 200, body: JSON.stringify(directory) };
    if (path === "/nonce") return { status: 200, headers: { "replay-nonce": "n" } };
    return { status, headers, body };
  });

test.each([
  ["for an hour", 429, "3600", "certificate.busy", 3_600_000],
  ["until a date", 503, "Sat, 28 Nov 2026 13:00:00 GMT", "certificate.busy", 3_600_000],
  ["until a date that was", 429, "Sat, 28 Nov 2026 11:00:00 GMT", "certificate.busy", 0],
  ["in words of its own", 429, "soon", "certificate.busy", 0],
  ["because it is broken", 500, "120", "certificate.no-answer", 120_000],
  ["because it does not want to", 403, "", "certificate.refused", 0],
] as const)("an authority that says no, %s: %d", async (_, status, retryAfter, code, wait) => {
  answer(status, { "retry-after": retryAfter }, '{"type":"urn:ietf:params:acme:error:rateLimited"}');
  const begun = server.pushed.length;
  const failure = await open().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CertificateError);
  expect(failure).toMatchObject({ code, wait, message: `${status} rate-limited` });
  expect(
    server.pushed.slice(begun).filter(({ path }) => path === "/account"),
    "asked once",
  ).toHaveLength(1);
});

test("who cannot show that it is the authority hears nothing, whatever the environment says", async () => {
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  answer(201);
  const begun = server.pushed.length;
  await expect(open({ rejectUnauthorized: true })).rejects.toMatchObject({ code: "certificate.untrusted" });
  expect(server.pushed).toHaveLength(begun);
});

test("no proxy of the environment is used, and nobody is sent elsewhere", async () => {
  vi.stubEnv("HTTPS_PROXY", "http://127.0.0.1:1");
  answer(307, { location: `https://${server.host}/elsewhere` });
  const begun = server.pushed.length;
  await expect(open()).rejects.toMatchObject({ code: "certificate.refused" });
  expect(server.pushed.slice(begun).map(({ path }) => path)).not.toContain("/elsewhere");
});

test("an address of another scheme is not asked: by that the line would be the machine's own", async () => {
  await expect(open({ ca }, "http://127.0.0.1:1/directory")).rejects.toMatchObject({
    code: "certificate.refused",
  });
});

test("an answer without end is not read", async () => {
  server.answersWith(() => ({ status: 200, body: "x".repeat(1_000_000) }));
  await expect(open()).rejects.toMatchObject({ code: "certificate.no-answer" });
});

test("an account whose address would say more in CAA than it should is none", async () => {
  answer(201, { location: "https://ca.example/1; validationmethods=http-01" });
  await expect(open()).rejects.toMatchObject({ code: "certificate.refused" });
});
