/** A page of the attacker's in the guardian's own browser, signed in next door. The worst case: the cookie comes along. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ALL_ROUTES } from "../../hub/api/routes/all-routes.ts";
import { API } from "../../hub/contract/api.ts";
import { type Guardian, Guardian as Page, randomId } from "../support/guardian.ts";
import { expectRefused } from "../support/hardened.ts";
import { makeWebRig, type WebRig, whatStands } from "../support/web-rig.ts";

let web: WebRig;
let guardian: Guardian;
let cookie: string;
let before: object;

beforeAll(async () => {
  web = await makeWebRig();
  const browser = web.rig.browser();
  guardian = await Page.claim(browser, web.rig.access.claimCode() ?? "");
  cookie = browser.cookie;
  await web.rig.addToy();
  before = await whatStands(web);
});
afterAll(() => web[Symbol.asyncDispose]());

/** Where the attacker's page may stand: anywhere, on another hub's name, or on another port of this very machine. */
const SITES = [
  ["another site", "http://evil.test", "cross-site"],
  ["another hub's page", "https://bear.hub.example", "cross-site"],
  ["another port of this machine", "http://localhost:3000", "same-site"],
  ["a file on the disk", "null", "cross-site"],
  ["a browser too old to say where from", "http://evil.test", ""],
] as const;

/** What a page can make a browser send without asking first (the Fetch standard's simple requests). */
const SIMPLE_BODIES = [
  ["application/x-www-form-urlencoded", "name=x"],
  ["text/plain", '{"name":"x"}'],
  [
    "multipart/form-data; boundary=x",
    '--x\r\ncontent-disposition: form-data; name="meta"\r\n\r\n{}\r\n--x--\r\n',
  ],
] as const;

describe.each(SITES)("%s", (_, origin, site) => {
  const from = () => ({ cookie, origin, ...(site === "" ? {} : { "sec-fetch-site": site }) });

  test("posts no form, by no method and of no type", async () => {
    for (const { method, path } of ALL_ROUTES.filter((route) => route.method !== "GET")) {
      for (const [type, body] of SIMPLE_BODIES) {
        const headers = { ...from(), "content-type": type, "sec-fetch-mode": "no-cors" };
        const response = await web.ask({
          method,
          path: API + path.replaceAll(/:[a-z]+/g, randomId),
          headers,
          body,
        });
        await expectRefused(response, 403, "http.wrong-origin");
      }
    }
  });

  test("opens no stream and reads nothing, as image, script, frame, EventSource or fetch", async () => {
    for (const { path } of ALL_ROUTES.filter((route) => route.method === "GET")) {
      for (const dest of ["image", "script", "iframe", "empty"]) {
        const headers = { ...from(), "sec-fetch-dest": dest, accept: "text/event-stream" };
        const response = await web.ask({ path: API + path.replaceAll(/:[a-z]+/g, randomId), headers });
        await expectRefused(response, 403, "http.wrong-origin");
      }
    }
  });

  test("asking first gets no leave: no answer names an origin, a method or a header", async () => {
    for (const { path } of ALL_ROUTES) {
      const headers = {
        ...from(),
        "access-control-request-method": "POST",
        "access-control-request-headers": "dpop, content-type",
      };
      const response = await web.ask({
        method: "OPTIONS",
        path: API + path.replaceAll(/:[a-z]+/g, randomId),
        headers,
      });
      expect(response.status).toBe(405);
      expect([...response.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });

  test("opens no WebSocket", async () => {
    const headers = {
      ...from(),
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    };
    for (const path of [`${API}/events`, "/"]) {
      expect((await web.ask({ path, headers })).status).toBeGreaterThanOrEqual(400);
    }
  });
});

test("with no origin at all, as a link or another program sends it, the cookie alone opens nothing", async () => {
  for (const { method, path } of ALL_ROUTES.filter((route) => route.policy !== "anybody")) {
    const target = API + path.replaceAll(/:[a-z]+/g, randomId);
    await expectRefused(
      await web.ask({ method, path: target, headers: { cookie } }),
      401,
      "session.stale-proof",
    );
  }
});

test("after all of it nothing has changed, and the guardian is signed in as before", async () => {
  expect(await whatStands(web)).toEqual(before);
  guardian.client.hubNow = () => web.rig.clock.now();
  expect((await guardian.state()).toys).toHaveLength(1);
});
