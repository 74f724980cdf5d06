/**
 * T-63. A page of the attacker's in the guardian's own browser, signed in next door: on another site, on another hub's name, on another port
 * of this machine. It changes nothing and reads nothing. With raw requests the worst case, the cookie that comes along anyway; and
 * in Chromium all that a page can do. There four barriers stand in a row: each holds alone, and without all of them it acts.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page as Tab } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ALL_ROUTES } from "../../hub/api/routes/all-routes.ts";
import { API } from "../../hub/contract/api.ts";
import { AttackedHub } from "../support/attacked-hub.ts";
import { openAttackerSite } from "../support/attacker-site.ts";
import { openBrowserWithNames } from "../support/browser.ts";
import { type Guardian, Guardian as Page, randomId } from "../support/guardian.ts";
import { expectRefused } from "../support/hardened.ts";
import type { Patch } from "../support/patched-copy.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { makeWebRig, type WebRig, whatStands } from "../support/web-rig.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

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

const BARRIERS = ["cookie", "origin", "proof", "type"] as const;
type Barrier = (typeof BARRIERS)[number];

/** A copy of the source where each barrier stands only as long as `file` names it. */
function barriersIn(file: string): readonly Patch[] {
  const importing = (from: string, what: string): Patch => ({
    file: from,
    find: what,
    replace:
      'import { readFileSync } from "node:fs";\n' +
      `const stands = (name: string) => readFileSync(${JSON.stringify(file)}, "utf8").includes(name);\n${what}`,
  });
  const app = "hub/api/build-app.ts";
  const access = "hub/access/open-access.ts";
  const body = "hub/api/read-body.ts";
  return [
    importing(app, 'import { Hono } from "hono";\n'),
    {
      file: app,
      find: 'if (!isOurs || (site !== null && site !== "same-origin" && site !== "none")) {',
      replace:
        'if (stands("origin") && (!isOurs || (site !== null && !/^(same-origin|none)$/.test(site)))) {',
    },
    {
      file: app,
      find: '"Path=/; Secure; HttpOnly; SameSite=Strict";',
      replace:
        '{ toString: () => "Path=/; Secure; HttpOnly; SameSite=" + (stands("cookie") ? "Strict" : "None") };',
    },
    importing(access, 'import { parseBase64url } from "../contract/base64url.ts";\n'),
    {
      file: access,
      find: "      const { device, proof } = await readProof(presented);\n      if (device !== session.device",
      replace:
        '      if (!stands("proof")) return session;\n' +
        "      const { device, proof } = await readProof(presented);\n      if (device !== session.device",
    },
    importing(body, 'import { HttpRefused } from "./errors.ts";\n'),
    {
      file: body,
      find: '  assertType(request, "application/json");\n',
      replace: '  if (stands("type")) assertType(request, "application/json");\n',
    },
  ];
}

/** All that a page can make a browser send, answered or not: each tries to add a child whose name begins so. @returns what it read */
async function everyWay(tab: Tab, api: string, child: string): Promise<readonly string[]> {
  const read = await tab.evaluate(
    async ([url, name]) => {
      const body = JSON.stringify({ name });
      const soon = (started: (done: () => void) => void) =>
        new Promise<void>((done) => {
          setTimeout(done, 1_500);
          started(done);
        });
      const read: string[] = [];
      const fetched = (mode: RequestMode, headers: Record<string, string>) =>
        fetch(`${url}/children`, { method: "POST", mode, credentials: "include", headers, body }).then(
          (answer) => void (answer.type !== "opaque" && read.push(`${mode} ${answer.status}`)),
          () => undefined,
        );
      await fetched("no-cors", {});
      await fetched("cors", { "content-type": "application/json" });
      await fetch(`${url}/state`, { credentials: "include" }).then(
        () => read.push("state"),
        () => undefined,
      );
      navigator.sendBeacon(`${url}/children`, body);
      await soon((done) => {
        const image = new Image();
        image.onload = () => {
          read.push("image");
          done();
        };
        image.onerror = done as () => void;
        image.src = `${url}/state`;
      });
      await soon((done) => {
        const stream = new EventSource(`${url}/events`, { withCredentials: true });
        stream.onopen = () => read.push("stream");
        stream.onerror = () => {
          stream.close();
          done();
        };
      });
      await soon((done) => {
        const socket = new WebSocket(`${url.replace("http", "ws")}/events`);
        socket.onopen = () => read.push("socket");
        socket.onclose = () => done();
      });
      return read;
    },
    [api, child] as const,
  );
  // Last, because the browser goes there: a form whose text happens to be JSON, in the frame and in the window itself.
  for (const target of ["hidden", "_self"]) {
    const sent = tab.waitForResponse((answer) => answer.request().method() === "POST");
    await tab.evaluate(
      ([url, name, where]) => {
        const frame = document.createElement("iframe");
        frame.name = "hidden";
        const form = document.createElement("form");
        const how = { method: "post", action: `${url}/children`, enctype: "text/plain", target: where };
        Object.assign(form, how);
        const field = document.createElement("input");
        field.name = `{"name":"${name}`;
        field.value = '"}';
        form.append(field);
        document.body.append(frame, form);
        form.submit();
      },
      [api, child, target] as const,
    );
    await sent;
  }
  return read;
}

describe("in the guardian's Chromium", () => {
  const owned = new AsyncDisposableStack();
  let hub: AttackedHub;
  let signedIn: Guardian;
  let auth: string;
  let browser: Browser;
  let port: number;
  let barriers: string;
  const stand = (names: readonly Barrier[]) => writeFileSync(barriers, names.join(" "));

  beforeAll(async () => {
    barriers = join(owned.use(await makeTempDir()).path, "barriers");
    stand(BARRIERS);
    hub = owned.use(await AttackedHub.start({ patches: barriersIn(barriers), cheapHash: true }));
    ({ guardian: signedIn } = await hub.claim("Mum", "four lanterns beside our kettle"));
    auth = await hub.authFor("Mum", "four lanterns beside our kettle");
    browser = await openBrowserWithNames();
    port = owned.use(await openAttackerSite()).port;
  });
  afterAll(async () => {
    await browser?.close();
    await owned.disposeAsync();
  });

  /** @returns what the page could read, and whether there is a child more than before */
  async function visit(site: string, standing: readonly Barrier[]) {
    stand(standing);
    const { answer } = await hub.signIn("Mum", auth);
    const header =
      answer.headers.find((one) => /^set-cookie: /i.test(one))?.slice("set-cookie: ".length) ?? "";
    const context = await browser.newContext();
    try {
      // As the hub set it, and for the hub alone.
      const home = await context.newPage();
      await home.route(hub.stack.address, (route) =>
        route.fulfill({ headers: { "set-cookie": header, "content-type": "text/html" }, body: "" }),
      );
      await home.goto(hub.stack.address);
      expect(await context.cookies(hub.stack.address)).toHaveLength(1);
      const tab = await context.newPage();
      await tab.goto(`http://${site}:${port}/`);
      const child = randomId().slice(0, 12);
      const read = await everyWay(tab, hub.stack.address + API, child);
      stand(BARRIERS);
      const { children } = await signedIn.state();
      return { read, acted: children.some(({ name }) => name.startsWith(child)) };
    } finally {
      await context.close();
    }
  }

  test.each(["localhost", "evil.test"])("a page at %s reads nothing and changes nothing", async (site) =>
    expect(await visit(site, BARRIERS)).toEqual({ read: [], acted: false }),
  );

  // To another port of the same machine the cookie goes along whatever it says.
  test.each<[string, Barrier]>([
    ["localhost", "origin"],
    ["localhost", "proof"],
    ["localhost", "type"],
    ["evil.test", "cookie"],
  ])("from %s, the %s alone holds", async (site, barrier) =>
    expect(await visit(site, [barrier])).toEqual({ read: [], acted: false }),
  );

  test.each(["localhost", "evil.test"])(
    "without all of them a page at %s adds a child",
    TAKES_BARRIER_OUT,
    async (site) => expect((await visit(site, [])).acted).toBe(true),
  );
});
