import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Guardian, hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { expectHardened, expectRefused } from "../../test/support/hardened.ts";
import { HOST, type HubRig, makeHubRig, ORIGIN } from "../../test/support/hub-rig.ts";
import { makeSigner } from "../../test/support/key-ring.ts";
import { Relative, rightsFor } from "../../test/support/relative.ts";
import { API, MAX_JSON_BYTES } from "../contract/api.ts";
import type { Signer } from "../contract/jws.ts";
import { signProof } from "../contract/session-proof.ts";
import { minutes } from "../domain/duration.ts";
import { buildApp } from "./build-app.ts";
import type { Route } from "./route.ts";
import { ALL_ROUTES } from "./routes/all-routes.ts";

let rig: HubRig;
/** A hub that nobody claimed, and the device that showed its code. */
let unclaimed: HubRig;
let device: Signer;
let guardian: Guardian;
let cookie: string;
let sentBefore: number;
/** Of a relative of the family. */
let relative: Pick<Guardian, "device" | "info"> & { readonly cookie: string };

beforeAll(async () => {
  rig = await makeHubRig({ pretendToy });
  const browser = rig.browser();
  guardian = await claimWith(browser);
  await guardian.stepUp();
  cookie = browser.cookie;
  await rig.addToy();
  const [child] = (await guardian.state()).children;
  const phone = rig.browser();
  const grandma = await Relative.join({ browser: () => phone }, guardian, child ? [rightsFor(child.id)] : []);
  relative = { cookie: phone.cookie, device: grandma.device, info: grandma.info };
  await rig.settle();
  sentBefore = rig.toys.sent.length;
  [unclaimed, device] = await Promise.all([makeHubRig(), makeSigner()]);
  const shown = { method: "POST", target: "/", token: undefined, origin: ORIGIN } as const;
  const proof = await strangersProof("POST", "/");
  await unclaimed.access.shownClaim.show(unclaimed.access.claimCode() ?? "", { ...shown, proof });
});
afterAll(async () => {
  expect([...rig.failures, ...unclaimed.failures]).toEqual([]);
  await Promise.all([rig[Symbol.asyncDispose](), unclaimed[Symbol.asyncDispose]()]);
});

const { Guardian: Page } = await import("../../test/support/guardian.ts");
async function claimWith(browser: ReturnType<HubRig["browser"]>): Promise<Guardian> {
  const page = await Page.claim(browser, rig.access.claimCode() ?? "");
  page.client.hubNow = () => rig.clock.now();
  return page;
}
const touched: string[] = [];
const pretendToy = {
  view: async () => {
    touched.push("view");
    return { heart: "off", activity: "idle", connected: true, heard: 0 } as const;
  },
  watch: async () => void touched.push("watch"),
  press: async () => void touched.push("press"),
  say: async () => void touched.push("say"),
  heard: async () => undefined,
};

const pathOf = (route: Route) => API + route.path.replaceAll(/:[a-z]+/g, randomId);
const each = (routes: readonly Route[]) =>
  routes.map((route) => [`${route.method} ${route.path}`, route] as const);
const GUARDED = ALL_ROUTES.filter(({ policy }) => policy === "guardian");

function bodyOf({ body }: Route): { body?: BodyInit; type?: string } {
  if (body.kind === "json") return { body: "{}", type: "application/json" };
  if (body.kind === "bytes") return { body: new Uint8Array(2), type: body.type };
  if (body.kind === "none") return {};
  return { body: "--x--\r\n", type: "multipart/form-data; boundary=x" };
}

interface Wish {
  readonly headers?: Record<string, string>;
  readonly body?: BodyInit | undefined;
}
const appFor = ({ shownClaim }: Partial<Pick<Route, "shownClaim">>) =>
  (shownClaim === true ? unclaimed : rig).app;

/** A request that is right in everything but what the test changes; an empty text takes a header away. */
async function ask(
  route: Pick<Route, "method"> & Partial<Pick<Route, "shownClaim">>,
  path: string,
  { headers = {}, body }: Wish = {},
) {
  const all = { host: HOST, origin: ORIGIN, "sec-fetch-site": "same-origin", cookie, ...headers };
  const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
  return appFor(route).request(`http://${HOST}${path}`, {
    method: route.method,
    headers: kept,
    body: body ?? null,
  });
}
async function proofFor(
  method: Route["method"],
  target: string,
  by: Signer = guardian.device,
  { nonce, ath }: Pick<Guardian["info"], "nonce" | "ath"> = guardian.info,
): Promise<string> {
  return signProof(
    { htm: method, htu: target, iat: Math.floor(rig.clock.now() / 1_000), jti: randomId(), nonce, ath },
    by,
  );
}
const strangersProof = (method: Route["method"], target: string) =>
  signProof(
    { htm: method, htu: target, iat: Math.floor(unclaimed.clock.now() / 1_000), jti: randomId() },
    device,
  );
/** With cookie and a fresh proof of whom the route is for. */
async function askWell(
  route: Pick<Route, "method"> & Partial<Pick<Route, "policy" | "shownClaim">>,
  path: string,
  wish: Wish = {},
) {
  if (route.shownClaim === true) {
    const dpop = await strangersProof(route.method, path);
    return ask(route, path, { ...wish, headers: { dpop, ...wish.headers } });
  }
  if (route.policy === "relative") {
    const dpop = await proofFor(route.method, path, relative.device, relative.info);
    return ask(route, path, { ...wish, headers: { cookie: relative.cookie, dpop, ...wish.headers } });
  }
  const dpop = await proofFor(route.method, path);
  return ask(route, path, { ...wish, headers: { dpop, ...wish.headers } });
}

describe.each(each(GUARDED))("%s", (_, route) => {
  const { body, type = "" } = bodyOf(route);
  const headers = { "content-type": type };

  test("without a session tells nothing", async () => {
    const path = pathOf(route);
    const dpop = await proofFor(route.method, path);
    await expectRefused(
      await ask(route, path, { body, headers: { ...headers, cookie: "", dpop } }),
      401,
      "session.none",
    );
  });

  test("with a stolen cookie tells nothing", async () => {
    await expectRefused(await ask(route, pathOf(route), { body, headers }), 401, "session.stale-proof");
  });

  test("with a stolen cookie and another device tells nothing", async () => {
    const path = pathOf(route);
    const dpop = await proofFor(route.method, path, await makeSigner());
    await expectRefused(
      await ask(route, path, { body, headers: { ...headers, dpop } }),
      401,
      "session.wrong-device",
    );
  });

  test("with a proof that was used tells nothing", async () => {
    const path = pathOf(route);
    const dpop = await proofFor(route.method, path);
    const token = cookie.split("=")[1];
    await rig.access.authenticate(
      { token, proof: dpop, method: route.method, target: path, origin: ORIGIN },
      ["guardian"],
    );
    await expectRefused(
      await ask(route, path, { body, headers: { ...headers, dpop } }),
      401,
      "session.stale-proof",
    );
  });

  test("with a proof for another route tells nothing", async () => {
    const dpop = await proofFor(route.method, `${API}/elsewhere`);
    await expectRefused(
      await ask(route, pathOf(route), { body, headers: { ...headers, dpop } }),
      401,
      "session.stale-proof",
    );
  });
});

describe.each(each(ALL_ROUTES))("%s", (_, route) => {
  const { body, type = "" } = bodyOf(route);
  const headers = { "content-type": type };

  test.each([
    "evil.test",
    "localhost",
    "localhost:8081",
    "LOCALHOST:8080",
    "localhost:8080.evil.test",
    "127.0.0.1:8080",
    "",
  ])("asked for as %j is refused before anything else", async (host) => {
    await expectRefused(
      await askWell(route, pathOf(route), { body, headers: { ...headers, host } }),
      421,
      "http.wrong-host",
    );
  });

  test.each([
    "http://evil.test",
    "null",
    "http://localhost:8081",
    "https://localhost",
    `${ORIGIN}.evil.test`,
  ])("asked for by the page of %s is refused", async (origin) => {
    const response = await askWell(route, pathOf(route), { body, headers: { ...headers, origin } });
    await expectRefused(response, 403, "http.wrong-origin");
  });

  test.each(["cross-site", "same-site", "anything"])(
    "asked for %s is refused, also without an origin",
    async (site) => {
      const wish = { body, headers: { ...headers, origin: "", "sec-fetch-site": site } };
      await expectRefused(await askWell(route, pathOf(route), wish), 403, "http.wrong-origin");
    },
  );

  test("with a parameter that it does not know is refused", async () => {
    const wish = { body, headers };
    await expectRefused(await askWell(route, `${pathOf(route)}?debug=1`, wish), 400, "http.malformed");
  });

  test("by another method is refused, and says which there are", async () => {
    const others = ALL_ROUTES.filter(({ path }) => path === route.path).map(({ method }) => method as string);
    for (const method of ["PATCH", "OPTIONS", "HEAD", "PUT", "DELETE"].filter(
      (one) => !others.includes(one),
    )) {
      const response = await ask({ method: method as Route["method"] }, pathOf(route));
      expect(response.status, method).toBe(405);
      expect(response.headers.get("allow")).toBe(others.join(", "));
      expectHardened(response);
    }
  });
});

const withBody = (kind: Route["body"]["kind"]) => each(ALL_ROUTES.filter(({ body }) => body.kind === kind));

describe.each(withBody("json"))("%s", (_, route) => {
  const ctype = { "content-type": "application/json" };
  test.each<[string, BodyInit, Record<string, string>, number, string]>([
    ["plain text", "{}", { "content-type": "text/plain" }, 415, "http.wrong-type"],
    ["no type", new Uint8Array(2), {}, 415, "http.wrong-type"],
    ["a form", "a=1", { "content-type": "application/x-www-form-urlencoded" }, 415, "http.wrong-type"],
    ["half of JSON", '{"a":', ctype, 400, "http.malformed"],
    ["nothing", "", ctype, 400, "http.malformed"],
    ["no UTF-8", Uint8Array.of(0x22, 0xff, 0x22), ctype, 400, "http.malformed"],
    ["a list", "[]", ctype, 400, "http.malformed"],
    ["null", "null", ctype, 400, "http.malformed"],
    ["fields missing", "{}", ctype, 400, "http.malformed"],
    ["a field of its own", '{"admin":true}', ctype, 400, "http.malformed"],
    ["a prototype", '{"__proto__":{"admin":true}}', ctype, 400, "http.malformed"],
    ["more than 16 KiB", `"${"a".repeat(MAX_JSON_BYTES)}"`, ctype, 413, "http.too-large"],
    ["an announcement of more", "{}", { ...ctype, "content-length": "16385" }, 413, "http.too-large"],
  ])("with %s is refused", async (_name, body, headers, status, code) => {
    await expectRefused(await askWell(route, pathOf(route), { body, headers }), status, code);
  });
});

describe.each(withBody("parts"))("%s", (_, route) => {
  const type = { "content-type": "multipart/form-data; boundary=x" };
  const part = (name: string, body: string, file = "") =>
    `--x\r\ncontent-disposition: form-data; name="${name}"${file}\r\n\r\n${body}\r\n`;
  test.each<[string, string, Record<string, string>, number, string]>([
    ["JSON", "{}", { "content-type": "application/json" }, 415, "http.wrong-type"],
    ["no boundary", "x", { "content-type": "multipart/form-data" }, 400, "http.malformed"],
    ["another boundary", "--y--\r\n", type, 400, "http.malformed"],
    ["nothing", "", type, 400, "http.malformed"],
    ["an end that is missing", part("meta", "{}"), type, 400, "http.malformed"],
    ["parts missing", `${part("meta", "{}")}--x--\r\n`, type, 400, "http.malformed"],
    ["a part twice", `${part("meta", "{}")}${part("meta", "{}")}--x--\r\n`, type, 400, "http.malformed"],
    ["a part of its own", `${part("meta", "{}")}${part("evil", "x")}--x--\r\n`, type, 400, "http.malformed"],
    ["a prototype", `${part("__proto__", "x")}--x--\r\n`, type, 400, "http.malformed"],
    [
      "`meta` that is no JSON",
      `${part("meta", "{")}${part("toy", "x")}${part("sealed", "x")}--x--\r\n`,
      type,
      400,
      "http.malformed",
    ],
    [
      "`meta` that is too large",
      `${part("meta", "a".repeat(MAX_JSON_BYTES + 1))}--x--\r\n`,
      type,
      413,
      "http.too-large",
    ],
    ["an announcement of 100 MB", "", { ...type, "content-length": "100000000" }, 413, "http.too-large"],
  ])("with %s is refused", async (_name, body, headers, status, code) => {
    await expectRefused(await askWell(route, pathOf(route), { body, headers }), status, code);
  });
});

describe.each(withBody("none").filter(([, { method }]) => method !== "GET"))("%s", (_, route) => {
  test("with a body is refused", async () => {
    await expectRefused(await askWell(route, pathOf(route), { body: "x" }), 413, "http.too-large");
  });
});

describe.each(withBody("bytes"))("%s", (_, route) => {
  test("takes its own type only, and no more than its limit", async () => {
    const { body } = route;
    if (body.kind !== "bytes") throw new Error("not bytes");
    const text = { body: "ab", headers: { "content-type": "text/plain" } };
    await expectRefused(await askWell(route, pathOf(route), text), 415, "http.wrong-type");
    const large = { body: new Uint8Array(body.maxBytes + 1), headers: { "content-type": body.type } };
    await expectRefused(await askWell(route, pathOf(route), large), 413, "http.too-large");
  });
});

test("bytes that were not announced are counted as they come", async () => {
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 65_536;
      controller.enqueue(new Uint8Array(65_536));
    },
  });
  const dpop = await proofFor("POST", `${API}/messages`);
  const response = await rig.app.request(`${ORIGIN}${API}/messages`, {
    method: "POST",
    headers: { host: HOST, origin: ORIGIN, cookie, dpop, "content-type": "multipart/form-data; boundary=x" },
    body,
    duplex: "half",
  } as RequestInit);
  await expectRefused(response, 413, "http.too-large");
  expect(sent).toBeLessThan(4_000_000);
});

test.each(["/messages/short/archive", "/messages/AAAAAAAAAAAAAAAAAAAAAB/archive"])(
  "%s is no path: that is no id",
  async (path) => {
    await expectRefused(await askWell({ method: "GET" }, API + path), 404, "http.not-found");
  },
);

test.each(["/nowhere", "/api/v1/nowhere", "/api/v1", "/api/v2/state", "/index.html", "/api/v1/state/"])(
  "%s is refused, with every header",
  async (path) => expectRefused(await ask({ method: "GET" }, path), 404, "http.not-found"),
);

test("`before` that is no id, or of a message that nobody knows, is refused", async () => {
  const list = `${API}/messages`;
  await expectRefused(await askWell({ method: "GET" }, `${list}?before=x`), 400, "http.malformed");
  await expectRefused(await askWell({ method: "GET" }, `${list}?before=`), 400, "http.malformed");
  await expectRefused(await askWell({ method: "GET" }, `${list}?before=${randomId()}`), 404, "store.missing");
});

test("what was refused touched nothing: no toy, no pretend toy, no message, no search", async () => {
  await rig.settle();
  expect(touched).toEqual([]);
  expect(rig.toys.sent.slice(sentBefore)).toEqual([]);
  expect((await guardian.state()).messages).toEqual([]);
});

test("a good answer is hardened, too, and kept by nobody", async () => {
  for (const path of ["/hub", "/state", "/session", "/messages", "/openapi.json", "/pretend-toy"]) {
    const response = await askWell({ method: "GET" }, API + path);
    expect([path, response.status]).toEqual([path, 200]);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expectHardened(response);
  }
});

test("an origin is not needed where there is no page: a proof is", async () => {
  const response = await askWell({ method: "GET" }, `${API}/state`, {
    headers: { origin: "", "sec-fetch-site": "" },
  });
  expect(response.status).toBe(200);
});

test.each<[string, object]>([
  ["no policy", { policy: undefined }],
  ["a policy that nobody knows", { policy: "admin" }],
  ["no body rule", { body: undefined }],
  ["no answer rule", { answer: undefined }],
  ["a method that nobody checks", { method: "PATCH" }],
  ["a path that is not plain", { path: "/x/*" }],
  ["step-up of nobody", { policy: "anybody", stepUp: true }],
  ["a code of who is signed in", { policy: "guardian", shownClaim: true }],
])("a route with %s stops the start", (_, change) => {
  const [first] = ALL_ROUTES;
  const routes = [{ ...first, ...change } as Route];
  const { house, access, streams, health, readings } = rig;
  const parts = { house, access, streams, health, readings, pretendToy };
  const options = { ...parts, page: new Map(), version: "1", hosts: () => [HOST] };
  expect(() => buildApp({ ...options, routes })).toThrow(TypeError);
});

test("what cannot be undone wants a step-up, before anything of the request is read; one lasts five minutes", async () => {
  const { house, access, streams, health, readings } = rig;
  const parts = { house, access, streams, health, readings, pretendToy };
  const options = { ...parts, page: new Map(), version: "1", hosts: () => [HOST] };
  let done = 0;
  const route: Route = {
    method: "POST",
    path: "/undone-never",
    policy: "guardian",
    stepUp: true,
    summary: "",
    body: { kind: "bytes", type: "application/octet-stream", maxBytes: 1 },
    answer: { kind: "nothing" },
    handle: async () => {
      done += 1;
      return { kind: "nothing" };
    },
  };
  const app = buildApp({ ...options, routes: [route] });
  const path = API + route.path;
  const ask = async (size: number) =>
    app.request(ORIGIN + path, {
      method: "POST",
      headers: {
        host: HOST,
        cookie,
        dpop: await proofFor("POST", path),
        "content-type": "application/octet-stream",
      },
      body: new Uint8Array(size),
    });
  await rig.clock.advance(minutes(6));
  await expectRefused(await ask(2), 403, "session.step-up-needed");
  await guardian.stepUp();
  await expectRefused(await ask(2), 413, "http.too-large");
  expect((await ask(1)).status).toBe(204);
  await rig.clock.advance(minutes(5));
  await expectRefused(await ask(1), 403, "session.step-up-needed");
  expect(done).toBe(1);
});

test("an error of the hub's own says nothing of itself, and is logged without its words", async () => {
  const [first] = ALL_ROUTES;
  const secret = "the child's name";
  const broken = { ...first, path: "/broken", handle: () => Promise.reject(new TypeError(secret)) } as Route;
  const { house, access, streams, health, readings } = rig;
  const parts = { house, access, streams, health, readings, pretendToy };
  const options = { ...parts, page: new Map(), version: "1", hosts: () => [HOST] };
  const app = buildApp({ ...options, routes: [broken] });
  const response = await app.request(`${ORIGIN}${API}/broken`, { headers: { host: HOST } });
  await expectRefused(response, 500, "hub.failed");
  expect(rig.log.at(-1)).toMatchObject({ level: "error", facts: { code: "hub.failed", error: "TypeError" } });
  expect(JSON.stringify(rig.log)).not.toContain(secret);
});

test("no cookie, proof or code ever stands in the log", async () => {
  const clip = await prepareClip(hum(1, 1), 16_000);
  await guardian.send(clip, await rig.addToy());
  const log = JSON.stringify(rig.log);
  for (const secret of [cookie.split("=")[1] ?? "", guardian.info.nonce]) expect(log).not.toContain(secret);
});
