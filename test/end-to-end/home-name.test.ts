/**
 * A house without a relay and without Internet: the real hub answers at its home name, by a certificate of its own authority, to who was told
 * to believe that; and in Chromium the page is at a trusted address there, and a first guardian comes in. A page at another name gives out what is to be believed, and
 * leads there when the hub is not reached by that name. The setting off, nothing listens.
 */
import { createHash, X509Certificate } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { request as plainly } from "node:http";
import { type RequestOptions, request } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect } from "node:tls";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { API } from "../../hub/contract/api.ts";
import { type HomeNameStatus, homeNameStatus } from "../../hub/contract/command-line.ts";
import { HOME_AUTHORITY } from "../../hub/contract/home-page.ts";
import { openBrowserAway } from "../support/browser.ts";
import { expectManners, PHONE } from "../support/expect-manners.ts";
import { takeFourPictures } from "../support/four-pictures.ts";
import { openHome, openSetting } from "../support/page-doors.ts";
import { claimHub, signIn } from "../support/page-entry.ts";
import { runProgram } from "../support/run-program.ts";
import { RunningStack } from "../support/running-stack.ts";
import { makeTempDir } from "../support/temp-dir.ts";

const CLI = fileURLToPath(new URL("../../scripts/cli/main.ts", import.meta.url));
const LONG = { timeout: 90_000 };
const PASSPHRASE = "four lanterns beside our kettle";
const TOKEN = "a token of thirty-two characters".replaceAll(" ", "-");
const HUB = { PAWPOST_HOME_NAME: "true", PAWPOST_HTTPS_PORT: "0" };

const owned = new AsyncDisposableStack();
let dataFolder: string;
let stack: RunningStack;
let browser: Browser | undefined;
/** At another of the hub's addresses. */
let page: Page;
let home: HomeNameStatus;
/** As a guardian saved it for a phone. */
let believed: string;

beforeAll(async () => {
  dataFolder = owned.use(await makeTempDir()).path;
  const PAWPOST_METRICS_TOKEN_FILE = join(owned.use(await makeTempDir()).path, "token");
  await writeFile(PAWPOST_METRICS_TOKEN_FILE, `${TOKEN}\n`);
  stack = await RunningStack.start({
    cheapHash: true,
    only: ["hub"],
    dataFolder,
    env: { hub: { ...HUB, PAWPOST_METRICS_TOKEN_FILE } },
  });
  owned.defer(() => stack[Symbol.asyncDispose]());
  home = await vi.waitFor(async () => {
    const status = await ask();
    if (status.origin === null || status.authority === null) throw new Error("not yet");
    return status;
  }, LONG);
  const file = join(dataFolder, "home.crt");
  await ask("--save", file);
  believed = await readFile(file, "utf8");
});
afterAll(async () => {
  await browser?.close();
  await owned.disposeAsync();
});

async function ask(...words: string[]): Promise<HomeNameStatus> {
  const env = { PAWPOST_RUN: stack.runFolder.path };
  const { code, stdout, stderr } = await runProgram(CLI, ["name", "home", "--json", ...words], env);
  if (code !== 0) throw new Error(stderr);
  const { fingerprint: _, ...status } = JSON.parse(stdout);
  return homeNameStatus.parse(status);
}

const picture = (name: string) => takeFourPictures(page, name);

function opened(): Browser {
  if (browser === undefined) throw new Error("the test before opens it");
  return browser;
}

/** As a phone of the house does that asks by that name. */
const visit = (how: RequestOptions = {}) =>
  new Promise<{ status: number; body: string }>((answered, failed) => {
    const { port } = new URL(home.origin ?? "");
    const asked = request(
      {
        host: "127.0.0.1",
        port,
        servername: home.name,
        path: `${API}/hub`,
        headers: { host: `${home.name}:${port}` },
        ca: believed,
        agent: false,
        ...how,
      },
      (response) => {
        text(response).then((body) => answered({ status: response.statusCode ?? 0, body }), failed);
      },
    );
    asked.once("error", failed);
    asked.end();
  });

test("who believes its authority is in, by a name from the hub's key; who does not is not", async () => {
  expect(home.name).toMatch(/^pawpost-[a-z2-7]{8}\.local$/);
  expect(home.authority).toBe(believed);
  expect(await visit()).toMatchObject({ status: 200 });
  await expect(visit({ ca: [] })).rejects.toThrow(/self-signed|unable to (?:get|verify)/);
});

test("no other name is answered there, and the home name nowhere else", async () => {
  expect(await visit({ headers: { host: "evil.test" } })).toMatchObject({ status: 421 });
  await expect(visit({ servername: "localhost" })).rejects.toThrow();
  const onLoopback = await fetch(`${stack.address}${API}/hub`);
  expect(onLoopback.status).toBe(200);
  const status = await new Promise<number | undefined>((told, failed) => {
    const headers = { host: new URL(home.origin ?? "").host };
    const asked = plainly(`${stack.address}${API}/hub`, { headers }, (response) => {
      response.resume();
      told(response.statusCode);
    });
    asked.once("error", failed);
    asked.end();
  });
  expect(status).toBe(421);
});

test("a Prometheus of the house reads its numbers by the token, and nobody does without", async () => {
  const { host } = new URL(home.origin ?? "");
  const read = (token: string) =>
    visit({ path: "/metrics", headers: { host, authorization: `Bearer ${token}` } });
  expect(await read(TOKEN)).toMatchObject({
    status: 200,
    body: expect.stringContaining("pawpost_disk_free_bytes"),
  });
  expect(await read(TOKEN.toUpperCase())).toMatchObject({ status: 404 });
  expect(stack.lines.join("\n")).not.toContain(TOKEN);
});

test("in Chromium it is a trusted address, at which the first guardian comes in", async () => {
  const { port } = new URL(home.origin ?? "");
  const leaf = await new Promise<X509Certificate | undefined>((seen) => {
    const socket = connect(
      { host: "127.0.0.1", port: Number(port), servername: home.name, ca: believed },
      () => {
        seen(socket.getPeerX509Certificate());
        socket.destroy();
      },
    );
  });
  const spki = leaf?.publicKey.export({ type: "spki", format: "der" }) ?? Buffer.alloc(0);
  browser = await openBrowserAway("local", createHash("sha256").update(spki).digest("base64"));
  const there = await (await browser.newContext({ viewport: PHONE })).newPage();
  await there.goto(home.origin ?? "");
  expect(await there.evaluate(() => isSecureContext)).toBe(true);
  await claimHub(there, stack.claimCode, "Robin", PASSPHRASE);
  await there.getByText("Signed in as Robin").waitFor(LONG);
});

test("the page offers the certificate with what it is by, and anybody may fetch it", async () => {
  page = await (await opened().newContext({ viewport: PHONE, acceptDownloads: true })).newPage();
  await page.goto(stack.address);
  await signIn(page, "Robin", PASSPHRASE);
  await openSetting(page, "Devices");
  await page.getByRole("heading", { name: "Without Internet at home" }).waitFor(LONG);
  const address = page.getByRole("link", { name: new URL(home.origin ?? "").host });
  expect(await address.getAttribute("href")).toBe(home.origin);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Save the certificate" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(home.name.replace(".local", ".crt"));
  expect(await readFile(await download.path(), "utf8")).toBe(believed);
  await page.getByText("Is it the right one?").click();
  const shown = await page.locator("code.fingerprint").textContent();
  expect(shown?.replaceAll(" ", ":")).toBe(new X509Certificate(believed).fingerprint256);
  await page.getByText("iPhone, iPad").click();
  await page.getByText("What it means to believe it").click();
  await picture("home-page");
  await expectManners(page);

  const fetched = await fetch(`${stack.address}${API}${HOME_AUTHORITY}`);
  expect(fetched.status).toBe(200);
  expect(fetched.headers.get("content-type")).toBe("application/x-x509-ca-cert");
  expect(await fetched.text()).toBe(believed);
});

test("a page that does not reach the hub by its own name says where the home page is, over a reload too", async () => {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, undefined, LONG);
  await openHome(page);
  await stack.stop("hub");
  for (const when of ["at once", "after a reload"]) {
    if (when !== "at once") await page.reload();
    const banner = page.getByRole("status").filter({ hasText: "No Internet at home: open the home page" });
    await banner.waitFor(LONG);
    const places = await banner
      .getByRole("link")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    expect(places, when).toEqual([home.origin]);
  }
  await picture("no-internet");
  await expectManners(page);
});

test("a start keeps what phones believe, and a hub that is not told to has no home name", async () => {
  await stack[Symbol.asyncDispose]();
  stack = await RunningStack.start({ cheapHash: true, only: ["hub"], dataFolder, env: { hub: HUB } });
  await expect.poll(async () => (await ask()).authority, LONG).toBe(believed);
  await stack[Symbol.asyncDispose]();
  stack = await RunningStack.start({ cheapHash: true, only: ["hub"], dataFolder });
  expect(await ask()).toEqual({ name: home.name, isOn: false, origin: null, authority: null });
});
