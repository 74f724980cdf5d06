import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { quickHash, randomId } from "../../test/support/guardian.ts";
import { expectHardened, expectRefused } from "../../test/support/hardened.ts";
import { HOST, type HubRig, makeHubRig, ORIGIN } from "../../test/support/hub-rig.ts";
import { makeSigner } from "../../test/support/key-ring.ts";
import { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import { makeFirstGuardian } from "../../web-ui/src/keys/first-guardian.ts";
import { openSlot } from "../../web-ui/src/keys/open-slot.ts";
import { derivePassphraseKeys } from "../archive/derive-keys.ts";
import { API, houseState, hubCard, type SessionInfo, saltResponse, sessionInfo } from "../contract/api.ts";
import { parseBase64url } from "../contract/base64url.ts";
import type { Signer } from "../contract/jws.ts";
import { verifyRoster } from "../contract/roster.ts";
import { signRosterEntry } from "../contract/roster-entry.ts";
import { buildApp } from "./build-app.ts";
import { ALL_ROUTES } from "./routes/all-routes.ts";

let rig: HubRig;
beforeEach(async () => {
  rig = await makeHubRig();
});
afterEach(() => rig[Symbol.asyncDispose]());

const name = "Mum";
const passphrase = "a long passphrase of a test";

/** A page with a device of its own. */
async function openPage() {
  const device = await makeSigner();
  const browser = rig.browser();
  const client = new HubClient(device, {
    fetch: browser,
    now: () => rig.clock.now(),
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  });
  return { device, browser, client };
}
type Page = Awaited<ReturnType<typeof openPage>>;
const deviceOf = ({ device }: Page) => ({ key: device.publicKey, label: "Test" });

async function claim(page: Page): Promise<SessionInfo> {
  const { hub } = await page.client.card();
  const { request } = await makeFirstGuardian({ hub, name, passphrase, device: deviceOf(page) }, quickHash);
  const json = { ...request, code: rig.access.claimCode() ?? "" };
  const info = await page.client.call("POST", "/claim", { json, schema: sessionInfo });
  page.client.bind({ nonce: info.nonce, ath: info.ath });
  return info;
}

/** As the page does it: salt, keys, sign in, open the slot. */
async function signIn(page: Page): Promise<{ info: SessionInfo; signer: Signer }> {
  const { salt } = await page.client.call("POST", "/sign-in/salt", { json: { name }, schema: saltResponse });
  const saltBytes = parseBase64url(salt);
  if (saltBytes === undefined) throw new Error("no salt");
  const { wrap, auth } = await derivePassphraseKeys(passphrase, saltBytes, quickHash);
  const json = { name, auth, device: deviceOf(page) };
  const info = await page.client.call("POST", "/sign-in", { json, schema: sessionInfo });
  page.client.bind({ nonce: info.nonce, ath: info.ath });
  const { signer } = await openSlot(wrap, info, await verifyRoster(info.roster));
  return { info, signer };
}
const deviceEntry = async (info: SessionInfo, page: Page, signer: Signer) =>
  signRosterEntry(
    info.hub,
    (await verifyRoster(info.roster)).head,
    { kind: "device", person: info.person.id, deviceKey: page.device.publicKey },
    signer,
  );

test("the card says whether the hub has a guardian, to anybody", async () => {
  const page = await openPage();
  const card = { schema: hubCard };
  expect(await page.client.call("GET", "/hub", card)).toMatchObject({ claimed: false, family: null });
  const { roster } = await claim(page);
  expect(await (await openPage()).client.call("GET", "/hub", card)).toMatchObject({
    claimed: true,
    family: (await verifyRoster(roster)).fingerprint,
  });
});

describe("the session's cookie", () => {
  test("is for this host alone, over its whole site, hidden from scripts, and never sent by another site", async () => {
    const page = await openPage();
    let cookie = "";
    const { browser } = page;
    const seen = Object.assign(
      async (path: string, init: RequestInit) => {
        const response = await browser(path, init);
        cookie = response.headers.get("set-cookie") ?? cookie;
        return response;
      },
      { cookie: "" },
    );
    const client = new HubClient(page.device, {
      fetch: seen,
      now: () => rig.clock.now(),
      random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    });
    await claim({ ...page, client });
    expect(cookie).toMatch(
      /^__Host-pawpost=[A-Za-z0-9_-]{43}; Max-Age=2592000; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
    );
    await client.call("DELETE", "/session");
    expect(cookie).toBe("__Host-pawpost=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict");
  });

  test("stands in no answer but the header", async () => {
    const page = await openPage();
    const info = await claim(page);
    const token = page.browser.cookie.split("=")[1] ?? "";
    expect(token).toHaveLength(43);
    expect(JSON.stringify(info)).not.toContain(token);
    expect(JSON.stringify(await page.client.call("GET", "/session", { schema: sessionInfo }))).not.toContain(
      token,
    );
  });
});

test("a second device signs in with the passphrase alone and opens the person's keys in the browser", async () => {
  await claim(await openPage());
  const { info } = await signIn(await openPage());
  expect(info).toMatchObject({ deviceCounts: false, person: { name } });
});

test("a device counts from the moment a guardian's key has signed it into the roster, and ble is told", async () => {
  await claim(await openPage());
  await rig.addToy();
  const page = await openPage();
  const { info, signer } = await signIn(page);
  const entry = await deviceEntry(info, page, signer);
  const grown = await page.client.call("POST", "/roster", { json: { entry }, schema: sessionInfo });
  expect(grown.deviceCounts).toBe(true);
  expect(rig.toys.all("roster").at(-1)).toMatchObject({ from: 0, total: 3, entries: grown.roster });
  const again = await page.client.call("POST", "/roster", { json: { entry }, schema: sessionInfo });
  expect(again.roster).toHaveLength(3);
});

test("a roster entry that no guardian signed is refused", async () => {
  const page = await openPage();
  const info = await claim(page);
  const entry = await deviceEntry(info, page, page.device);
  await expect(page.client.call("POST", "/roster", { json: { entry } })).rejects.toMatchObject({
    code: "roster.refused",
  });
  await expect(page.client.call("POST", "/roster", { json: { entry: "x" } })).rejects.toMatchObject({
    code: "roster.refused",
  });
  expect(rig.house.household.roster()).toHaveLength(2);
});

test("a long roster reaches ble in pieces that fit the broker's frames", async () => {
  const page = await openPage();
  await claim(page);
  await rig.addToy();
  const { signer } = await signIn(page);
  for (let n = 0; n < 20; n++) {
    const info = await page.client.call("GET", "/session", { schema: sessionInfo });
    const device = await makeSigner();
    await page.client.call("POST", "/roster", {
      json: { entry: await deviceEntry(info, { ...page, device }, signer) },
    });
  }
  const pieces = rig.toys.all("roster");
  const whole = pieces.slice(pieces.findLastIndex(({ from }) => from === 0));
  expect(whole.length).toBeGreaterThan(1);
  expect(whole.flatMap(({ entries }) => entries)).toEqual(rig.house.household.roster());
  for (const piece of whole) expect(JSON.stringify(piece).length).toBeLessThan(8_192 - 256);
});

test("signed out means out, for this session and no other", async () => {
  const first = await openPage();
  await claim(first);
  const second = await openPage();
  await signIn(second);
  await first.client.call("DELETE", "/session");
  await expect(first.client.call("GET", "/state")).rejects.toMatchObject({ code: "session.none" });
  await second.client.call("GET", "/state", { schema: houseState });
});

test("too many tries say when to come back", async () => {
  await claim(await openPage());
  const page = await openPage();
  const json = { name, auth: "A".repeat(43), device: deviceOf(page) };
  for (let n = 0; n < 5; n++) {
    await expect(page.client.call("POST", "/sign-in", { json })).rejects.toMatchObject({
      code: "sign-in.refused",
    });
  }
  await expect(page.client.call("POST", "/sign-in", { json })).rejects.toMatchObject({
    code: "sign-in.too-many",
  });
  await expect(page.client.call("POST", "/sign-in", { json })).rejects.toMatchObject({
    code: "sign-in.too-many",
  });
  const proofless = await page.browser(`${API}/sign-in`, {
    method: "POST",
    body: JSON.stringify(json),
    headers: { "content-type": "application/json" },
  });
  await expectRefused(proofless, 401, "session.stale-proof");
});

describe("the description of the API", () => {
  interface Description {
    readonly openapi: string;
    readonly paths: Record<string, Record<string, Operation>>;
    readonly components: { readonly securitySchemes: object };
  }
  interface Operation {
    readonly summary: string;
    readonly security: readonly Record<string, readonly string[]>[];
    readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
    readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
    readonly responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
  }
  const read = async () => {
    const response = await rig.app.request(`${ORIGIN}${API}/openapi.json`, { headers: { host: HOST } });
    expectHardened(response);
    return (await response.json()) as Description;
  };

  test("names every route of the table, and no other", async () => {
    const { paths } = await read();
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = ALL_ROUTES.map(
      ({ method, path }) => `${method} ${API}${path.replaceAll(/:([a-z]+)/g, "{$1}")}`,
    );
    expect(described.sort()).toEqual(served.sort());
  });

  test("is OpenAPI 3.1 as a whole: parameters, security, bodies, answers and schemas fit together", async () => {
    const { openapi, paths, components } = await read();
    expect(openapi).toBe("3.1.0");
    for (const [path, methods] of Object.entries(paths)) {
      const inPath = [...path.matchAll(/\{([a-z]+)\}/g)].map(([, found]) => found);
      for (const [method, operation] of Object.entries(methods)) {
        const where = `${method} ${path}`;
        expect(operation.summary, where).toMatch(/\S/);
        const named = operation.parameters.filter((one) => one.in === "path").map((one) => one.name);
        expect(named, where).toEqual(inPath);
        for (const scheme of operation.security.flatMap((one) => Object.keys(one))) {
          expect(Object.keys(components.securitySchemes), where).toContain(scheme);
        }
        expect(Object.keys(operation.responses), where).toContain("default");
        expect(
          Object.keys(operation.responses).filter((status) => /^20[014]$/.test(status)),
          where,
        ).toHaveLength(1);
        if (method === "get") expect(operation.requestBody, where).toBeUndefined();
        const schemas = [
          ...operation.parameters.map((one) => one.schema),
          ...Object.values(operation.requestBody?.content ?? {}).map((one) => one.schema),
          ...Object.values(operation.responses).flatMap((one) =>
            Object.values(one.content ?? {}).map((c) => c.schema),
          ),
        ];
        for (const schema of schemas) assertSchema(schema, where);
      }
    }
  });

  /** JSON Schema as far as the page uses it: objects list what they require, nothing points to what is not there. */
  function assertSchema(schema: unknown, where: string): void {
    if (typeof schema !== "object" || schema === null) return;
    const { type, properties, required, $ref } = schema as {
      type?: unknown;
      properties?: object;
      required?: string[];
      $ref?: unknown;
    };
    expect($ref, where).toBeUndefined();
    if (type !== undefined) {
      const known = ["object", "array", "string", "number", "integer", "boolean", "null"];
      expect(known, where).toEqual(expect.arrayContaining([type].flat()));
    }
    for (const field of required ?? []) expect(Object.keys(properties ?? {}), where).toContain(field);
    const { items, anyOf, oneOf, allOf } = schema as Record<string, unknown>;
    const inner = [items, anyOf, oneOf, allOf, Object.values(properties ?? {})].flat();
    for (const one of inner) assertSchema(one, where);
  }

  test("says which routes need a session and a device", async () => {
    const { paths } = await read();
    for (const { method, path, policy } of ALL_ROUTES) {
      const operation = paths[API + path.replaceAll(/:([a-z]+)/g, "{$1}")]?.[method.toLowerCase()];
      expect(operation?.security, path).toEqual(policy === "anybody" ? [] : [{ session: [], device: [] }]);
    }
  });

  test("answers HEAD without a body", async () => {
    const head = await rig.app.request(`${ORIGIN}${API}/openapi.json`, {
      method: "HEAD",
      headers: { host: HOST },
    });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe("");
  });
});

test("the page's files come with their type, may be kept as far as their name says, and are never guessed", async () => {
  const { house, access, streams, health, readings } = rig;
  const bytes = new TextEncoder().encode("<!doctype html>");
  const page = new Map([
    ["/", { bytes, isGzipped: false, type: "text/html; charset=utf-8", etag: '"a"', isImmutable: false }],
    [
      "/assets/app-1.js",
      { bytes, isGzipped: false, type: "text/javascript", etag: '"b"', isImmutable: true },
    ],
  ]);
  const parts = { house, access, streams, health, readings, pretendToy: undefined };
  const options = { ...parts, routes: ALL_ROUTES, version: "1" };
  const app = buildApp({ ...options, page, hosts: () => [HOST] });
  const get = (path: string, headers: Record<string, string> = {}) =>
    app.request(ORIGIN + path, { headers: { host: HOST, ...headers } });

  const first = await get("/", { "sec-fetch-site": "cross-site", origin: "http://evil.test" });
  expect([first.status, first.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(first.headers.get("cache-control")).toBe("no-cache");
  expectHardened(first);
  expect((await get("/assets/app-1.js")).headers.get("cache-control")).toBe(
    "public, max-age=31536000, immutable",
  );
  const kept = await get("/", { "if-none-match": '"a"' });
  expect([kept.status, await kept.text()]).toEqual([304, ""]);
  expectHardened(kept);
  for (const path of ["/assets/", "/assets", "/assets/app-1.js/", "/assets/app-1.js.map", "/index.html"]) {
    await expectRefused(await get(path), 404, "http.not-found");
  }
});

test("a sealed clip of no message, and a pretend toy where none runs, are not found", async () => {
  const page = await openPage();
  await claim(page);
  await expect(page.client.bytes(`/messages/${randomId()}/archive`)).rejects.toMatchObject({
    code: "message.unknown",
  });
  await expect(page.client.call("GET", "/pretend-toy")).rejects.toMatchObject({ code: "pretend-toy.none" });
});
