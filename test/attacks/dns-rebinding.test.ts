/** A page of the attacker's whose name suddenly means this machine: its browser takes hub and page for one site. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ALL_ROUTES } from "../../hub/api/routes/all-routes.ts";
import { API } from "../../hub/contract/api.ts";
import { randomId } from "../support/guardian.ts";
import { expectRefused } from "../support/hardened.ts";
import { makeWebRig, type WebRig, whatStands } from "../support/web-rig.ts";

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
