/**
 * T-65. Clickjacking, side windows, type sniffing: every answer of the running hub carries the same headers, errors too; and a page of the
 * attacker's in Chromium can neither frame the hub's page, nor hold a window of it, nor load a file of it. Each header left out lets just that through.
 */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ALL_ROUTES } from "../../hub/api/routes/all-routes.ts";
import { API } from "../../hub/contract/api.ts";
import { signProof } from "../../hub/contract/session-proof.ts";
import { AttackedHub } from "../support/attacked-hub.ts";
import { openAttackerSite } from "../support/attacker-site.ts";
import { openBrowser } from "../support/browser.ts";
import { type Guardian, Guardian as Page, randomId } from "../support/guardian.ts";
import { expectHardened } from "../support/hardened.ts";
import type { Patch } from "../support/patched-copy.ts";
import { makeWebRig, type WebRig } from "../support/web-rig.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

let web: WebRig;
let guardian: Guardian;
let cookie: string;
beforeAll(async () => {
  web = await makeWebRig();
  const browser = web.rig.browser();
  guardian = await Page.claim(browser, web.rig.access.claimCode() ?? "");
  cookie = browser.cookie;
});
afterAll(() => web[Symbol.asyncDispose]());

const targetOf = (path: string) => API + path.replaceAll(/:[a-z]+/g, randomId);

test("good answers, one of each route, the session's end last", async () => {
  const { nonce, ath } = guardian.info;
  const routes = ALL_ROUTES.toSorted(
    (one, other) => Number(one.path === "/session") - Number(other.path === "/session"),
  );
  const statuses = new Set<number>();
  for (const { method, path } of routes) {
    const target = targetOf(path);
    const iat = Math.floor(web.rig.clock.now() / 1_000);
    const dpop = await signProof(
      { htm: method, htu: target, iat, jti: randomId(), nonce, ath },
      guardian.device,
    );
    const response = await web.ask({ method, path: target, headers: { cookie, dpop } });
    statuses.add(response.status);
    expectHardened(response);
    expect(response.headers.get("cache-control"), target).toBe("no-store");
  }
  // Not one kind of answer only: good ones, empty ones, refused ones.
  expect([...statuses]).toEqual(expect.arrayContaining([200, 204, 404, 415]));
});

test.each<[string, Parameters<WebRig["ask"]>[0], number]>([
  ["not signed in", { path: `${API}/state` }, 401],
  ["another site", { path: `${API}/hub`, headers: { origin: "http://evil.test" } }, 403],
  ["another name", { path: `${API}/hub`, headers: { host: "evil.test" } }, 421],
  ["no such path", { path: "/nowhere" }, 404],
  ["a path that climbs", { path: "/../etc/passwd" }, 404],
  ["another method", { method: "PATCH", path: `${API}/hub` }, 405],
  ["a method that HTTP hardly knows", { method: "PROPFIND", path: "/" }, 404],
  [
    "TRACE, which would show a page its own cookie",
    { method: "TRACE", path: "/", headers: { cookie: "a=b" } },
    404,
  ],
  [
    "no JSON",
    { method: "POST", path: `${API}/sign-in`, body: "x", headers: { "content-type": "text/plain" } },
    415,
  ],
  ["the description", { path: `${API}/openapi.json` }, 200],
  ["the card", { path: `${API}/hub` }, 200],
  ["the card without its body", { method: "HEAD", path: `${API}/openapi.json` }, 200],
])("%s", async (_, request, status) => {
  const response = await web.ask(request);
  expect(response.status).toBe(status);
  expectHardened(response);
  expect(await response.text()).not.toContain("a=b");
});

describe("a page on another port of this machine, in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  async function lure(patches: readonly Patch[]) {
    await using hub = await AttackedHub.start({ patches, cheapHash: true });
    await using site = await openAttackerSite();
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      await page.goto(`http://localhost:${site.port}/`);
      const { address } = hub.stack;
      const home = (await hub.ask({ path: "/" })).body.toString();
      const script = /<script[^>]* src="([^"]+)"/.exec(home)?.[1] ?? "";
      expect(script).not.toBe("");
      await page.evaluate((url) => {
        const frame = document.createElement("iframe");
        frame.src = url;
        return new Promise((loaded) => {
          frame.onload = loaded;
          document.body.append(frame);
        });
      }, address);
      // A frame that is refused shows a page of the browser's own; one that is not draws its form in its own time.
      const [frame] = page.mainFrame().childFrames();
      const isFramed = frame?.url().startsWith(address) === true;
      if (isFramed) await frame?.getByRole("textbox", { name: "One-time code" }).waitFor();
      const hasLoaded = await page.evaluate(
        (url) =>
          fetch(url, { mode: "no-cors" }).then(
            () => true,
            () => false,
          ),
        address + script,
      );
      const opened = context.waitForEvent("page");
      await page.evaluate((url) => {
        Object.assign(globalThis, { held: window.open(url) });
      }, address);
      await (await opened).getByRole("textbox", { name: "One-time code" }).waitFor();
      const isHeld = await page.evaluate(() => !(globalThis as unknown as { held: Window }).held.closed);
      return {
        framed: isFramed,
        loaded: hasLoaded,
        held: isHeld,
      };
    } finally {
      await context.close();
    }
  }

  const NOTHING = { framed: false, loaded: false, held: false };
  const HEADERS = "hub/api/security-headers.ts";
  test("gets nothing of it", async () => expect(await lure([])).toEqual(NOTHING));
  test.each<[string, Patch, object]>(
    takenOut([
      [
        "the frame's end",
        { file: HEADERS, find: "\"frame-ancestors 'none'\"", replace: '"frame-ancestors *"' },
        { framed: true },
      ],
      [
        "the wall between windows",
        { file: HEADERS, find: '"cross-origin-opener-policy": "same-origin"', replace: '"x-nothing": "a"' },
        { held: true },
      ],
      [
        "the wall around files",
        { file: HEADERS, find: '"cross-origin-resource-policy": "same-origin"', replace: '"x-nothing": "b"' },
        { loaded: true },
      ],
    ]),
  )("without %s it gets that", TAKES_BARRIER_OUT, async (_, patch, gets) =>
    expect(await lure([patch])).toEqual({ ...NOTHING, ...gets }),
  );
});
