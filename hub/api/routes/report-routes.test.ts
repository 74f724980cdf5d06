/** The two addresses for strangers, and the guardians' routes, at the gates. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Guardian } from "../../../test/support/guardian.ts";
import { expectHardened, expectRefused } from "../../../test/support/hardened.ts";
import { payWork, report } from "../../../test/support/stranger.ts";
import { makeWebRig, type WebRig } from "../../../test/support/web-rig.ts";
import { API } from "../../contract/api.ts";
import { reportList, reportReceipt } from "../../contract/report.ts";
import { REPORT_FORM, SECURITY_TXT, WELL_KNOWN } from "../../contract/report-limits.ts";
import { assertRoute, type Route } from "../route.ts";
import { WELL_KNOWN_ROUTES } from "./report-routes.ts";

const TXT = WELL_KNOWN + SECURITY_TXT;
const FORM = WELL_KNOWN + REPORT_FORM;
const JSON_TYPE = { "content-type": "application/json" };
let web: WebRig;
let guardian: Guardian;
beforeAll(async () => {
  web = await makeWebRig();
  guardian = await web.rig.claim();
});
afterAll(() => web[Symbol.asyncDispose]());

const stranger = (path: string, init: RequestInit) =>
  web.ask({
    path,
    method: init.method ?? "GET",
    headers: JSON_TYPE,
    ...(typeof init.body === "string" ? { body: init.body } : {}),
  });

test("security.txt is text in UTF-8, hardened, and names the host that was asked, also to who follows a link", async () => {
  const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
  for (const host of [web.host, "localhost:8080"]) {
    const response = await web.ask({ path: TXT, headers: { ...headers, host } });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expectHardened(response);
    const text = await response.text();
    expect(text).toContain(`Contact: http://${host}${FORM}\n`);
    expect(text).toContain(`Canonical: http://${host}${TXT}\n`);
    const [, expires = ""] = /^Expires: (.*)$/m.exec(text) ?? [];
    expect(Date.parse(expires) - web.rig.clock.now()).toBeGreaterThan(29 * 86_400_000);
  }
  await expectRefused(await web.ask({ path: TXT, headers: { host: "evil.test" } }), 421, "http.wrong-host");
});

test("a clock at 1970 does not make it look expired", async () => {
  const now = web.rig.clock.now();
  web.rig.clock.stepWallClock(-now);
  const text = await (await web.ask({ path: TXT })).text();
  web.rig.clock.stepWallClock(now);
  const [, expires = ""] = /^Expires: (.*)$/m.exec(text) ?? [];
  expect(Date.parse(expires)).toBeGreaterThan(now + 300 * 86_400_000);
});

test("only documents for anybody may be linked to", () => {
  const [txt, , , post] = WELL_KNOWN_ROUTES as [Route, Route, Route, Route];
  expect(() => assertRoute(txt)).not.toThrow();
  expect(() => assertRoute({ ...txt, policy: "guardian" })).toThrow(TypeError);
  expect(() => assertRoute({ ...post, isLinked: true })).toThrow(TypeError);
});

test("another site can neither send nor fetch a task", async () => {
  const body = JSON.stringify({ text: "x", ...(await payWork(stranger)) });
  for (const headers of [{ origin: "http://evil.test" }, { "sec-fetch-site": "cross-site" }]) {
    const sent = await web.ask({ method: "POST", path: FORM, headers: { ...JSON_TYPE, ...headers }, body });
    await expectRefused(sent, 403, "http.wrong-origin");
    await expectRefused(await web.ask({ path: `${FORM}/task`, headers }), 403, "http.wrong-origin");
  }
  // Nor by what a form of another page can send without asking.
  const plain = { "content-type": "text/plain" };
  await expectRefused(
    await web.ask({ method: "POST", path: FORM, headers: plain, body }),
    415,
    "http.wrong-type",
  );
  expect(web.rig.house.reports.all()).toEqual([]);
});

test.each<[string, unknown]>([
  ["no text", {}],
  ["an empty text", { text: "" }],
  ["4,097 bytes", { text: "a".repeat(4_097) }],
  ["4,098 bytes in half as many letters", { text: "ä".repeat(2_049) }],
  ["a text that is none", { text: 1 }],
  ["too little work", { text: "x", work: [1] }],
  ["work that is no numbers", { text: "x", work: Array(8).fill("1") }],
  ["a field too many", { text: "x", from: "me" }],
])("%s is malformed", async (_, change) => {
  const body = JSON.stringify({ task: "a.b.c", work: Array(8).fill(1), ...(change as object) });
  await expectRefused(
    await web.ask({ method: "POST", path: FORM, headers: JSON_TYPE, body }),
    400,
    "http.malformed",
  );
});

test("other methods are told which there are; a body is not read without end", async () => {
  const put = await web.ask({ method: "PUT", path: FORM });
  expect(put.headers.get("allow")).toBe("GET, POST");
  await expectRefused(put, 405, "http.wrong-method");
  const body = "x".repeat(20_000);
  await expectRefused(
    await web.ask({ method: "POST", path: FORM, headers: JSON_TYPE, body }),
    413,
    "http.too-large",
  );
});

test("in as 201 with a receipt; guardians alone read it and say so; the fourth in the hour is 429", async () => {
  const sent = await report(stranger, "<b>first</b>");
  expect(sent.status).toBe(201);
  expectHardened(sent);
  const { id } = reportReceipt.parse(await sent.json());
  const list = () => guardian.client.call("GET", "/reports", { schema: reportList });
  expect((await list()).reports).toMatchObject([{ id, text: "<b>first</b>", isRead: false }]);
  await expectRefused(await web.ask({ path: `${API}/reports` }), 401, "session.none");
  await expectRefused(
    await web.ask({ method: "POST", path: `${API}/reports/${id}/read` }),
    401,
    "session.none",
  );
  expect((await list()).reports[0]?.isRead).toBe(false);
  await guardian.client.call("POST", `/reports/${id}/read`);
  expect((await list()).reports[0]?.isRead).toBe(true);
  for (const text of ["second", "third"]) expect((await report(stranger, text)).status).toBe(201);
  const late = await report(stranger, "fourth");
  expect(Number(late.headers.get("retry-after"))).toBe(3_600);
  await expectRefused(late, 429, "report.too-many");
  expect((await list()).turnedAway).toBe(1);
});
