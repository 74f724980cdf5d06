/**
 * T-64, its other half. Names that a browser might run. On the hub's side they come back as the data they are, in JSON, and in nothing else. In
 * Chromium everything that one person types or sends and another sees, a person's name, a name on an invitation, a device's, a toy's, a
 * child's, is text on every screen that shows it. A page that takes names for markup still runs nothing, by the page's policy;
 * without that, too, it does.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { API, sessionInfo } from "../../hub/contract/api.ts";
import { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import { makeFirstGuardian } from "../../web-ui/src/keys/first-guardian.ts";
import { words } from "../../web-ui/src/words/en/words.ts";
import { AttackedHub, type AttackedHubOptions } from "../support/attacked-hub.ts";
import { openBrowser } from "../support/browser.ts";
import { makeCopyWithPage } from "../support/build-page.ts";
import { cheapArgon2 } from "../support/cheap-hash.ts";
import { PHONE } from "../support/expect-manners.ts";
import { Guardian, hum, prepareClip, quickHash, randomId } from "../support/guardian.ts";
import { expectHardened } from "../support/hardened.ts";
import { confirm, invite, Joiner, secondGuardian } from "../support/joining.ts";
import { makeSigner } from "../support/key-ring.ts";
import { signInElsewhere } from "../support/own-devices.ts";
import { openSetting } from "../support/page-doors.ts";
import { makePassphrase } from "../support/passphrase.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { Relative, rightsFor } from "../support/relative.ts";
import { makeWebRig, type WebRig } from "../support/web-rig.ts";

const NAMES = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "'\"><svg onload=alert(1)>",
  "javascript:alert(1)",
  "{{7*7}}#{7*7}<%= 7*7 %>",
  "</title><base href=//evil.test>",
  "\u202Egnp.exe\u202C",
  "\u2028alert(1)\u2029",
  "%3Cscript%3E",
  'data: x\n\ndata: {"kind":1}',
  "__proto__",
  "constructor",
  "\r\nset-cookie: a=b",
].map((name) => name.slice(0, 32));

let web: WebRig;
let client: HubClient;
const [owner = ""] = NAMES;

beforeAll(async () => {
  web = await makeWebRig();
  const device = await makeSigner();
  client = new HubClient(device, {
    fetch: web.rig.browser(),
    now: () => web.rig.clock.now(),
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  });
  const { hub } = await client.card();
  const code = web.rig.access.claimCode() ?? "";
  const label = "<b>phone</b>";
  const wish = {
    hub,
    name: owner,
    passphrase: makePassphrase(),
    device: { key: device.publicKey, label },
  };
  const { request } = await makeFirstGuardian(wish, quickHash);
  const { nonce, ath } = await client.call("POST", "/claim", {
    json: { ...request, code },
    schema: sessionInfo,
  });
  client.bind({ nonce, ath });
});
afterAll(() => web[Symbol.asyncDispose]());

test("a guardian's name", async () => {
  const response = await client.open("GET", "/session");
  expect(response.headers.get("content-type")).toBe("application/json");
  expectHardened(response);
  expect(sessionInfo.parse(await response.json()).person.name).toBe(owner);
});

test.each(NAMES)("a toy and a child called %j", async (name) => {
  const toy = randomId();
  web.rig.toys.saysToys({ toy, claimed: false });
  await client.call("POST", `/toys/${toy}/claim`, { json: { toyName: name, childName: name } });
  const command = web.rig.toys.all("claim-toy").at(-1);
  const at = "2026-01-02T03:04:05Z";
  const roster = "0".repeat(64);
  web.rig.toys.says({
    kind: "toy-claimed",
    event: randomId(),
    at,
    id: command?.id ?? randomId(),
    toy,
    roster,
  });
  await web.rig.settle();

  const state = await client.open("GET", "/state");
  expect(state.headers.get("content-type")).toBe("application/json");
  const { toys } = (await state.json()) as { toys: { id: string; name: string }[] };
  expect(toys.find(({ id }) => id === toy)?.name).toBe(name.trim());

  // In the stream it is one event of one line: no name can begin another.
  const events = await client.open("GET", "/events");
  const reader = events.body?.getReader();
  const text = new TextDecoder().decode((await reader?.read())?.value);
  await reader?.cancel();
  expect(text.trimEnd().split("\n")).toHaveLength(1);
  expect(text).toContain(JSON.stringify(name.trim()));
});

test("no refusal says back what it was asked", async () => {
  for (const name of NAMES) {
    const body = JSON.stringify({ name, [name]: name });
    const response = await web.ask({
      method: "POST",
      path: `${API}/sign-in/salt`,
      headers: { "content-type": "application/json" },
      body,
    });
    const text = await response.text();
    expect(response.status).toBe(400);
    for (const piece of ["<script", "onerror", "evil.test", "alert"]) expect(text).not.toContain(piece);
    expectHardened(response);
  }
});

test("ble is told no name, and the log holds none", () => {
  for (const name of NAMES.filter((one) => one.includes("alert"))) {
    expect(JSON.stringify(web.rig.toys.sent)).not.toContain(name);
    expect(JSON.stringify(web.rig.log)).not.toContain(name);
  }
});

const KINDS = [
  "guardian",
  "second guardian",
  "relative",
  "invited",
  "waiting",
  "device",
  "toy",
  "child",
  "child without a toy",
] as const;
type Kind = (typeof KINDS)[number];
/** Within 32 characters; each tells which it was, if it runs. */
const nameOf = (kind: Kind) => `<img src=x onerror=hit(${KINDS.indexOf(kind)})>`;

describe("in Chromium", () => {
  const LONG = { timeout: 90_000 };
  const passphrase = makePassphrase();
  let browser: Browser;
  const owned = new AsyncDisposableStack();
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await owned.disposeAsync();
  });

  const HEADERS = "hub/api/security-headers.ts";
  /** One copy, built once, for both: what the hub's settings say decides. */
  const BARE = 'process.env.PAWPOST_LOG_LEVEL === "debug"';

  interface Watched {
    readonly page: Page;
    /** What a name did. */
    readonly ran: string[];
  }
  async function openPage(address: string): Promise<Watched> {
    const context = await browser.newContext({ viewport: PHONE });
    const ran: string[] = [];
    await context.exposeFunction("hit", (kind: number) => void ran.push(KINDS[kind] ?? "?"));
    const page = await context.newPage();
    page.on("dialog", (dialog) => ran.push(dialog.message()));
    page.on("pageerror", (error) => ran.push(error.message));
    page.on("console", (line) => void (line.type() === "error" && ran.push(line.text())));
    await page.goto(address);
    return { page, ran };
  }
  /** As a page makes it: one signs in afterwards. */
  const claim = (hub: AttackedHub) =>
    Guardian.claim(hub.browser(), hub.stack.claimCode, nameOf("guardian"), passphrase, cheapArgon2);
  async function signIn(page: Page): Promise<void> {
    await page.getByRole("textbox", { name: "Your name" }).fill(nameOf("guardian"));
    await page.getByLabel("Passphrase", { exact: true }).fill(passphrase);
    await page.getByRole("button", { name: "Sign in" }).click();
  }
  /** Waits until all of these can be read, and nothing on the page came out of one. */
  async function expectRead(page: Page, kinds: readonly Kind[]): Promise<void> {
    await expect
      .poll(
        async () => {
          const text = await page.evaluate(() => document.body.textContent ?? "");
          return kinds.filter((kind) => !text.includes(nameOf(kind)));
        },
        { timeout: 20_000 },
      )
      .toEqual([]);
    expect(await page.locator('img[src="x"], [onerror]').count()).toBe(0);
  }

  test("names are text on every screen, a guardian's and a relative's", async () => {
    const hub = owned.use(await AttackedHub.start({ cheapHash: true }));
    const guardian = await claim(hub);
    const ble = owned.use(await PlayedBle.open(hub.stack));
    const toy = await ble.claimedBy(guardian, nameOf("toy"), nameOf("child"));
    await guardian.client.call("POST", "/children", { json: { name: nameOf("child without a toy") } });
    await secondGuardian(hub, guardian, nameOf("second guardian"));
    const relative = await Relative.join(hub, guardian, [rightsFor(toy.child)], nameOf("relative"));
    await relative.sendSealed(guardian, await prepareClip(hum(1, 1), 16_000), toy.child);
    await invite(guardian, { role: "guardian", name: nameOf("invited") });
    const waiting = await invite(guardian, { role: "guardian", name: "Somebody" });
    const joiner = await Joiner.open(hub.browser(), waiting.fragment, () => hub.now());
    await joiner.accept({ name: nameOf("waiting"), passphrase: makePassphrase() });
    const own = { name: nameOf("guardian"), passphrase, label: nameOf("device"), hash: cheapArgon2 };
    await signInElsewhere(hub.browser(), own);

    const mum = await openPage(hub.stack.address);
    await signIn(mum.page);
    await expectRead(mum.page, ["guardian", "toy", "child", "relative"]);
    const door = async (name: string, kinds: readonly Kind[]) => {
      await mum.page.goto(hub.stack.address);
      await openSetting(mum.page, name);
      await expectRead(mum.page, kinds);
    };
    await mum.page.getByRole("button", { name: words.toys.title, exact: true }).click(LONG);
    await expectRead(mum.page, ["toy", "child"]);
    await door(words.safety.open, ["second guardian", "relative"]);
    await door(words.devices.open, ["device"]);
    await door(words.ways.open, []);
    await door(words.kept.open, ["child", "child without a toy"]);
    await door(words.people.open, [
      "second guardian",
      "child",
      "child without a toy",
      "relative",
      "invited",
      "waiting",
    ]);
    expect(mum.ran).toEqual([]);

    // Who is invited sees who asks, and whom it is about; once in, the child.
    const gran = await invite(guardian, {
      role: "relative",
      name: `${nameOf("relative")} 2`,
      children: [rightsFor(toy.child)],
    });
    const theirs = await openPage(`${hub.stack.address}/join#${gran.fragment}`);
    await expectRead(theirs.page, ["guardian", "relative", "child"]);
    await theirs.page.getByRole("button", { name: words.join.submit, exact: true }).click(LONG);
    await expectRead(theirs.page, ["guardian"]);
    await expect.poll(() => confirm(guardian, gran).then(() => "in"), LONG).toBe("in");
    await expectRead(theirs.page, ["child"]);
    expect(theirs.ran).toEqual([]);
  });

  test("a page that takes them for markup runs nothing by its policy, and something without", async () => {
    const copy = owned.use(
      await makeCopyWithPage([
        {
          file: "web-ui/src/main.tsx",
          find: "const [{ openApp }] = await Promise.all([\n",
          replace: `const { options } = await import("preact");
            options.vnode = (node: any) => {
              const children = [node.props?.children].flat();
              const isText = children.every((one) => typeof one === "string");
              if (typeof node.type !== "string" || !isText || !children.join("").includes("<img")) return;
              node.props.dangerouslySetInnerHTML = { __html: children.join("") };
              node.props.children = undefined;
            };
            const [{ openApp }] = await Promise.all([\n`,
        },
        {
          file: HEADERS,
          find: "\"script-src 'self' 'wasm-unsafe-eval'\",",
          replace: `${BARE} ? "script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'" : "script-src 'self' 'wasm-unsafe-eval'",`,
        },
        {
          file: HEADERS,
          find: '  "require-trusted-types-for \'script\'",\n  "trusted-types pawpost",\n',
          replace: `...(${BARE} ? [] : ["require-trusted-types-for 'script'", "trusted-types pawpost"]),\n`,
        },
      ]),
    );
    const visit = async (env: NonNullable<AttackedHubOptions["env"]>) => {
      await using hub = await AttackedHub.start({ copy, env });
      await claim(hub);
      const { page, ran } = await openPage(hub.stack.address);
      await signIn(page);
      // The policy complains, or the picture's address leads nowhere: only after that does anything run.
      await expect.poll(() => ran.length, { timeout: 20_000 }).toBeGreaterThan(0);
      const hasRun = () => ran.includes("guardian" satisfies Kind);
      for (const until = performance.now() + 3_000; !hasRun() && performance.now() < until; ) await wait(50);
      return hasRun();
    };
    expect(await visit({})).toBe(false);
    expect(await visit({ hub: { PAWPOST_LOG_LEVEL: "debug" } })).toBe(true);
  });
});
