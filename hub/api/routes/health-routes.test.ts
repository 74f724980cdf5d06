import { afterAll, beforeAll, expect, test } from "vitest";
import { expectHardened, expectRefused } from "../../../test/support/hardened.ts";
import { HOST, type HubRig, makeHubRig } from "../../../test/support/hub-rig.ts";
import { makePatchedCopy, type Patch } from "../../../test/support/patched-copy.ts";
import { healthView } from "../../contract/health.ts";
import { seconds } from "../../domain/duration.ts";
import type * as app from "../build-app.ts";
import { hostsOf } from "../hosts-of.ts";

const HOME = "pawpost-abcdefgh.local";
const AWAY = "abc.hub.family.example";
const TOKEN = `${"f".repeat(31)}7`;
const TOKEN_HOSTS = () => [HOST, ...[HOME, AWAY].flatMap((name) => hostsOf(`https://${name}`))];
let rig: HubRig;
beforeAll(async () => {
  rig = await makeHubRig({ hosts: () => [HOST, HOME] });
});
afterAll(() => rig[Symbol.asyncDispose]());

const ask = (path: string, origin = `http://${HOST}`, headers = {}) =>
  rig.app.request(origin + path, { headers: { host: new URL(origin).host, ...headers } });
const told = async (response: Response) => [response.status, await response.text()];

test("anybody hears that it answers, and whether it is ready, and nothing else", async () => {
  for (const path of ["/healthz", "/readyz"]) {
    const response = await ask(path);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expectHardened(response);
  }
  expect(await told(await ask("/healthz"))).toEqual([200, "ok\n"]);
  expect(await told(await ask("/readyz"))).toEqual([200, "ready\n"]);
  rig.toys.saysState({ state: "offline" });
  await rig.clock.advance(seconds(2));
  expect(await told(await ask("/readyz"))).toEqual([503, "not ready\n"]);
  expect(await told(await ask("/healthz"))).toEqual([200, "ok\n"]);
  rig.toys.online();
  await rig.clock.advance(seconds(2));
});

test("numbers are for this machine: by another name there is no such page, and no other site reads them", async () => {
  expect((await ask("/metrics")).headers.get("content-type")).toBe(
    "text/plain; version=0.0.4; charset=utf-8",
  );
  await expectRefused(await ask("/metrics", `https://${HOME}`), 404, "http.not-found");
  await expectRefused(await ask("/metrics", "http://evil.example"), 421, "http.wrong-host");
  const strange = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
  for (const path of ["/healthz", "/readyz", "/metrics"])
    await expectRefused(await ask(path, `http://${HOST}`, strange), 403, "http.wrong-origin");
});

test("by the token another machine of the house reads them too, at the home name; by less, or elsewhere, nobody does", async () => {
  const token = TOKEN;
  await using house = await makeHubRig({ hosts: TOKEN_HOSTS, metricsToken: token });
  const read = (authorization: string | undefined, host = HOME) =>
    house.app.request(`https://${host}/metrics`, {
      headers: { host, ...(authorization === undefined ? {} : { authorization }) },
    });
  // Prometheus before its third version writes the port of https out.
  for (const host of [HOME, `${HOME}:443`]) {
    const response = await read(`Bearer ${token}`, host);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("pawpost_build_info");
  }
  for (const shown of [
    undefined,
    "",
    token,
    `Bearer ${token}x`,
    `Bearer ${token.slice(1)}`,
    "Bearer ",
    `Basic ${token}`,
  ])
    await expectRefused(await read(shown), 404, "http.not-found");
  await expectRefused(await read(`Bearer ${token}`, AWAY), 404, "http.not-found");
  const without = await ask("/metrics", `https://${HOME}`, { authorization: `Bearer ${token}` });
  await expectRefused(without, 404, "http.not-found");
});

test.each<[string, Patch["find"], string, { readonly host?: string; readonly shown?: string }]>([
  ["without the look at the token", "showsToken(authorization, metricsToken)", "true", { shown: "none" }],
  ["without the look at the name", "hostname === house.homeName.name &&", "", { host: AWAY }],
])(
  "the test of that: %s, whoever asks reads them",
  async (_, find, replace, { host = HOME, shown = TOKEN }) => {
    await using copy = await makePatchedCopy([{ file: "hub/api/routes/health-routes.ts", find, replace }]);
    const { buildApp } = await copy.load<typeof app>("hub/api/build-app.ts");
    await using house = await makeHubRig({ hosts: TOKEN_HOSTS, metricsToken: TOKEN, parts: { buildApp } });
    const headers = { host, authorization: `Bearer ${shown}` };
    expect((await house.app.request(`https://${host}/metrics`, { headers })).status).toBe(200);
  },
);

test("who is turned away is counted, and a guardian hears which part is how", async () => {
  const turnedAway = async () =>
    Number((await (await ask("/metrics")).text()).match(/^pawpost_auth_failures_total (\d+)$/m)?.[1]);
  const guardian = await rig.claim("Robin", "a long passphrase of a test");
  const before = await turnedAway();
  await expect(rig.claim("Robin", "a long passphrase of a test")).rejects.toMatchObject({
    code: "claim.already-claimed",
  });
  expect(await turnedAway()).toBe(before + 1);
  expect(await guardian.client.call("GET", "/health", { schema: healthView })).toMatchObject({
    ready: true,
    parts: { store: true, broker: true, radio: true, disk: true },
    version: "0.1.0",
    relay: null,
    lastBackup: null,
  });
  await expectRefused(await ask("/api/v1/health"), 401, "session.none");
});
