/**
 * People and clips never depend on a name: from localhost to a name at home, and on to one that is reached from anywhere, each
 * with a storage of its own, the same guardian goes on by a link, and the same clips open. The names are TLS in front of the hub,
 * as an owner's own reverse proxy is; the hub itself listens on loopback only.
 */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { COST } from "../../hub/access/verifier.ts";
import { argon2 } from "../../web-ui/src/keys/argon2.ts";
import { size } from "../attacks/sizes.ts";
import { openBrowserWithNames } from "../support/browser.ts";
import { Guardian, hum, prepareClip } from "../support/guardian.ts";
import { makeHubRig } from "../support/hub-rig.ts";
import { RunningStack } from "../support/running-stack.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { openTlsFront } from "../support/tls-front.ts";

const CLIPS = size("clipsAtNames");
const LONG = { timeout: 30_000 };
const NAME = "Robin";
const PASSPHRASE = "four lanterns beside our kettle";

const owned = new AsyncDisposableStack();
let stack: RunningStack;
let browser: Browser;
let context: BrowserContext;
const names: string[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  const folder = owned.use(await makeTempDir()).path;
  await using rig = await makeHubRig({ cost: COST });
  const code = rig.access.claimCode() ?? "";
  const guardian = await Guardian.claim(rig.browser(), code, NAME, PASSPHRASE, argon2);
  guardian.client.hubNow = () => rig.clock.now();
  const toy = await rig.addToy("Bear");
  for (let clip = 0; clip < CLIPS; clip++)
    await guardian.send(await prepareClip(hum(0.5, clip), 16_000), toy);
  await rig.settle();
  await cp(join(rig.dir, "hub"), join(folder, "hub"), { recursive: true });

  const port = () => Number(new URL(stack.address).port);
  for (const name of ["home.test", "from-anywhere.test"])
    names.push(`${name}:${owned.use(await openTlsFront(port)).port}`);
  const hub = { PAWPOST_NAMES: names.join(",") };
  stack = owned.use(await RunningStack.start({ only: ["hub"], dataFolder: folder, env: { hub } }));
  browser = await openBrowserWithNames();
  context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 390, height: 844 } });
  context.on("weberror", (error) => complaints.push(error.error().message));
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await owned.disposeAsync();
}, 30_000);

/** Plays every clip that there is. @returns how many opened */
async function openAll(page: Page): Promise<number> {
  const older = page.getByRole("button", { name: "Show older ones" });
  while (await older.isVisible()) await older.click();
  const rows = page.locator("li.message");
  for (let row = 0; row < (await rows.count()); row++) {
    const one = rows.nth(row);
    await one.getByRole("button", { name: /^Listen/ }).click();
    await one
      .locator("audio, .player")
      .first()
      .waitFor({ ...LONG, state: "attached" });
    expect(await one.getByRole("textbox").count(), "asked for the passphrase").toBe(0);
  }
  return rows.count();
}

async function goOnAt(from: Page, host: string): Promise<Page> {
  await from.getByRole("button", { name: "Devices" }).click();
  await from.getByRole("button", { name: "Open it at another address" }).click();
  await from.getByRole("button", { name: "Make a link" }).click();
  await from.getByRole("dialog").getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await from.getByRole("dialog").locator("button[type=submit]").click();
  const link = await from.getByRole("textbox", { name: host }).inputValue(LONG);
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole("button", { name: "Go on here" }).click(LONG);
  await page.getByText(`Signed in as ${NAME}`).waitFor(LONG);
  expect(page.url()).toBe(`https://${host}/`);
  return page;
}

test(`localhost, a home name, a name from anywhere: the same ${CLIPS} clips open at each`, {
  timeout: 120_000 + CLIPS * 6_000,
}, async () => {
  const local = await context.newPage();
  await local.goto(stack.address);
  await local.getByRole("textbox", { name: "Your name" }).fill(NAME);
  await local.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await local.getByRole("button", { name: "Sign in", exact: true }).click();
  await local.getByText(`Signed in as ${NAME}`).waitFor(LONG);
  expect(await openAll(local)).toBe(CLIPS);
  const [home = "", anywhere = ""] = names;
  const atHome = await goOnAt(local, home);
  expect(await openAll(atHome)).toBe(CLIPS);
  const outside = await goOnAt(atHome, anywhere);
  expect(await openAll(outside)).toBe(CLIPS);
  // Each goes on by itself.
  await atHome.reload();
  await atHome.getByText(`Signed in as ${NAME}`).waitFor(LONG);
  expect(complaints).toEqual([]);
});

test("a name that nobody gave it is none of the hub's", async () => {
  const page = await context.newPage();
  const [home = ""] = names;
  const other = home.replace("home.test", "else.test");
  const answer = await page.goto(`https://${other}/`);
  expect(answer?.status()).toBe(421);
});
