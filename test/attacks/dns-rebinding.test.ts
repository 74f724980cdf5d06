/**
 * T-62. A page of the attacker's whose name suddenly means this machine: its browser takes hub and page for one site. It gets no page, no
 * data and no cookie; with raw requests under every spelling of a name, and in Chromium. Where the name is not looked at it reads, and
 * where the origin is not either, it acts.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ALL_ROUTES } from "../../hub/api/routes/all-routes.ts";
import { API } from "../../hub/contract/api.ts";
import { AttackedHub } from "../support/attacked-hub.ts";
import { openAttackerSite } from "../support/attacker-site.ts";
import { openBrowserWithNames } from "../support/browser.ts";
import { randomId } from "../support/guardian.ts";
import { expectRefused } from "../support/hardened.ts";
import type { Patch } from "../support/patched-copy.ts";
import { makeWebRig, type WebRig, whatStands } from "../support/web-rig.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

let web: WebRig;
beforeAll(async () => {
  web = await makeWebRig();
});
afterAll(() => web[Symbol.asyncDispose]());

/** What the browser sends for that page: everything looks like one site. */
const asOneSite = (host: string) => ({ host, origin: `http://${host}`, "sec-fetch-site": "same-origin" });

test("its page gets no page, no data and no cookie, whatever it asks for", async () => {
  const before = await whatStands(web);
  const host = `evil.test:${web.port}`;
  const paths = ["/", "/assets/app.js", `${API}/openapi.json`];
  for (const path of paths)
    await expectRefused(await web.ask({ path, headers: asOneSite(host) }), 421, "http.wrong-host");
  for (const { method, path } of ALL_ROUTES) {
    const target = API + path.replaceAll(/:[a-z]+/g, randomId);
    const headers = { ...asOneSite(host), "content-type": "application/json" };
    const body = method === "GET" ? undefined : "{}";
    const response = await web.ask({
      method,
      path: target,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    await expectRefused(response, 421, "http.wrong-host");
  }
  expect(await whatStands(web)).toEqual(before);
});

test("it cannot even read whether there is a hub to claim, nor try its code", async () => {
  const code = web.rig.access.claimCode() ?? "";
  for (const path of ["/hub", "/claim"]) {
    const response = await web.ask({ path: API + path, headers: asOneSite("evil.test") });
    expect(await response.text()).not.toContain("claimed");
  }
  expect(web.rig.access.claimCode()).toBe(code);
});

test("no name but the hub's own is answered, however it is spelt", async () => {
  const names = fc.oneof(
    fc.domain(),
    fc.ipV4(),
    fc.string({ unit: fc.constantFrom(..."localhost:0123456789.-_[]@%/"), minLength: 1, maxLength: 24 }),
    fc.constantFrom(
      `localhost:${web.port}.evil.test`,
      `evil.test:${web.port}`,
      `127.0.0.1:${web.port}`,
      `[::1]:${web.port}`,
      `0.0.0.0:${web.port}`,
      `0x7f000001:${web.port}`,
      `localhost.:${web.port}`,
      `LOCALHOST:${web.port}`,
      `xlocalhost:${web.port}`,
      `localhost:0${web.port}`,
      `localhost:${web.port},evil.test`,
      `user@localhost:${web.port}`,
    ),
  );
  await fc.assert(
    fc.asyncProperty(names, async (host) => {
      fc.pre(host !== web.host && host !== "localhost:8080" && host.trim() !== "");
      const response = await web.ask({ path: `${API}/hub`, headers: { host } });
      expect([host, response.status]).toEqual([host, 421]);
      expect(await response.text()).not.toContain("claimed");
      expect(response.headers.get("set-cookie")).toBeNull();
    }),
    { numRuns: 150 },
  );
});

/** What the page at evil.test is answered, once that name means the hub's machine; as its script gets to see it. */
async function rebind(patches: readonly Patch[]) {
  await using hub = await AttackedHub.start({ patches, cheapHash: true });
  const browser = await openBrowserWithNames();
  try {
    const page = await browser.newPage();
    const evil = `http://evil.test:${new URL(hub.stack.address).port}`;
    // At first the name means the attacker's own server; a moment later, at the same port, the hub.
    await hub.stack.stop("hub");
    {
      await using _site = await openAttackerSite({ port: Number(new URL(evil).port) });
      await page.goto(evil);
    }
    await hub.stack.begin("hub");
    const seen = await page.evaluate(async (api) => {
      const ask = async (path: string, init?: RequestInit) => {
        const response = await fetch(path, init);
        return { status: response.status, text: await response.text() };
      };
      const headers = { "content-type": "application/json" };
      const [card, home, salt] = await Promise.all([
        ask(`${api}/hub`),
        ask("/"),
        ask(`${api}/sign-in/salt`, { method: "POST", headers, body: JSON.stringify({ name: "Mum" }) }),
      ]);
      return {
        isToldWhetherClaimed: card.text.includes('"claimed"'),
        hasThePage: home.text.includes("<script"),
        isGivenSalt: salt.text.includes('"salt"'),
        statuses: [card.status, home.status, salt.status],
        codes: [card.text, home.text, salt.text].map((text) => /"code":"([^"]*)"/.exec(text)?.[1] ?? null),
      };
    }, API);
    return { ...seen, cookies: (await page.context().cookies()).length };
  } finally {
    await browser.close();
  }
}

const FILE = "hub/api/build-app.ts";
const NO_HOST: Patch = {
  file: FILE,
  find: 'if (!options.hosts().includes(raw.headers.get("host") ?? ""))',
  replace: 'if (raw.headers.get("host") === null)',
};
const NO_ORIGIN: Patch = {
  file: FILE,
  find: 'if (!isOurs || (site !== null && site !== "same-origin" && site !== "none")) {',
  replace: "if (isOurs === undefined) {",
};

describe("in Chromium", () => {
  test("it is answered that this is no name of the hub's, and nothing else", async () => {
    const code = "http.wrong-host";
    expect(await rebind([])).toEqual({
      isToldWhetherClaimed: false,
      hasThePage: false,
      isGivenSalt: false,
      statuses: [421, 421, 421],
      codes: [code, code, code],
      cookies: 0,
    });
  });

  test("the look at the origin holds by itself for what acts", async () => {
    expect(await rebind([NO_HOST])).toMatchObject({
      isToldWhetherClaimed: true,
      hasThePage: true,
      isGivenSalt: false,
      codes: [null, null, "http.wrong-origin"],
    });
  });

  test("without both it reads and acts", TAKES_BARRIER_OUT, async () => {
    expect(await rebind([NO_HOST, NO_ORIGIN])).toMatchObject({
      isToldWhetherClaimed: true,
      hasThePage: true,
      isGivenSalt: true,
      statuses: [200, 200, 200],
    });
  });
});
