/** What is asked of a monitor and made of its answers, over real TLS. */
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPushService, type PushService } from "../../test/support/push-service.ts";
import { seconds } from "../domain/duration.ts";
import { makeIssuanceMonitor } from "./issuance-monitor.ts";
import { LinkAgent } from "./link-agent.ts";

const DOMAIN = "hub.family.example";
const KEY = "0123456789abcdef".repeat(4);
const ROW = {
  id: "8181",
  tbs_sha256: KEY,
  pubkey_sha256: KEY,
  issuer: { name: "C=US, O=Some CA", friendly_name: "Some CA" },
  not_before: "2026-01-01T00:00:00Z",
};

/** A server of HTTPS that answers as it is told: a push service's support does. */
let service: PushService;
beforeAll(async () => {
  service = await openPushService();
});
afterAll(() => service[Symbol.asyncDispose]());

function monitorAt(host: string, ca = readFileSync(service.certificate, "utf8")) {
  const { signal } = new AbortController();
  const dial = async (target: string) => {
    const { hostname, port } = new URL(`tcp://${target}`);
    return connect({ host: hostname, port: Number(port) });
  };
  const agent = new LinkAgent({ dial, askNameServers: async () => ({ servers: [] }) }, signal, { ca });
  const monitor = `https://${host}/v1/issuances`;
  return makeIssuanceMonitor({ monitor, domain: DOMAIN, agent, signal, now: () => 0 });
}
const answers = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  service.answersWith(() => ({
    status,
    headers,
    body: typeof body === "string" ? body : JSON.stringify(body),
  }));

test("asks for one name and all below it, on from the last, and reads what stands there", async () => {
  answers([ROW]);
  const monitor = monitorAt(service.host);
  expect(await monitor.next(null)).toEqual([
    { id: "8181", key: KEY, issuer: "C=US, O=Some CA", notBefore: "2026-01-01T00:00:00Z" },
  ]);
  answers([]);
  expect(await monitor.next("8181 & more")).toEqual([]);
  expect(service.pushed.map(({ path }) => path)).toEqual([
    `/v1/issuances?domain=${DOMAIN}&include_subdomains=true&expand=issuer`,
    `/v1/issuances?domain=${DOMAIN}&include_subdomains=true&expand=issuer&after=8181+%26+more`,
  ]);
});

test.each([
  ["no issuer", { issuer: undefined }],
  ["an issuer that would write over a terminal", { issuer: { name: "\u001b[2Jnothing to see" } }],
  ["one of endless words", { issuer: { name: "x".repeat(5_000) } }],
  ["something that is no day", { not_before: 7 }],
])("a certificate with %s is seen all the same", async (_, change) => {
  answers([{ ...ROW, ...change }]);
  const [row] = await monitorAt(service.host).next(null);
  expect(row?.key).toBe(KEY);
  expect([row?.issuer, row?.notBefore]).toContain(null);
});

test.each([
  ["words", "<html>maintenance</html>"],
  ["no list", { error: "none" }],
  ["no key", [{ id: "1" }]],
  ["no number to go on from", [{ pubkey_sha256: KEY }]],
  ["more than any answer has", `[${" ".repeat(2_100_000)}]`],
])("an answer of %s is none", async (_, body) => {
  answers(body);
  await expect(monitorAt(service.host).next(null)).rejects.toMatchObject({
    name: "CertificateError",
  });
});

test("who is asked for patience hears how long; who is sent elsewhere does not go there", async () => {
  answers("", 429, { "retry-after": "120" });
  await expect(monitorAt(service.host).next(null)).rejects.toMatchObject({
    code: "certificate.busy",
    wait: seconds(120),
  });
  const before = service.connections();
  answers("", 302, { location: `https://${service.host}/elsewhere` });
  await expect(monitorAt(service.host).next(null)).rejects.toMatchObject({ code: "certificate.refused" });
  expect(service.connections()).toBe(before + 1);
});

test("somebody else's certificate is not believed", async () => {
  const other = await openPushService();
  await expect(
    monitorAt(service.host, readFileSync(other.certificate, "utf8")).next(null),
  ).rejects.toMatchObject({ code: "certificate.no-answer" });
  await other[Symbol.asyncDispose]();
});
