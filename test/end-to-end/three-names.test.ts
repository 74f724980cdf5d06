/**
 * People and clips never depend on a name: from localhost to a name at home, and on to one that is reached from anywhere, each
 * with a storage of its own, the same guardian goes on by a link, and the same clips open. The names are TLS in front of the hub,
 * as an owner's own reverse proxy is; the hub itself listens on loopback only.
 */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { size } from "../attacks/sizes.ts";
import { openBrowserWithNames } from "../support/browser.ts";
import { expectManners, PHONE } from "../support/expect-manners.ts";
import { layFamily } from "../support/family-data.ts";
import { openSetting } from "../support/page-doors.ts";
import { RunningStack } from "../support/running-stack.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { openTlsFront } from "../support/tls-front.ts";

const CLIPS = size("clipsAtNames");
/** A device that takes more wants its person to be there (T-15). */
const AT_ONCE = 60;
const LONG = { timeout: 90_000 };
const NAME = "Robin";
const PASSPHRASE = "four lanterns beside our kettle";

const owned = new AsyncDisposableStack();
let stack: RunningStack;
let browser: Browser;
let context: BrowserContext;
const names: string[] = [];
let all: Awaited<ReturnType<typeof openAll>>;
const complaints: string[] = [];

beforeAll(async () => {
  const folder = owned.use(await makeTempDir()).path;
  const ids = await layFamily(folder, { name: NAME, passphrase: PASSPHRASE, clips: CLIPS });
  all = { ids, asked: CLIPS > AT_ONCE ? 1 : 0 };

  const port = () => Number(new URL(stack.address).port);
  for (const name of ["home.test", "from-anywhere.test"])
    names.push(`${name}:${owned.use(await openTlsFront(port)).port}`);
  const hub = { PAWPOST_NAMES: names.join(",") };
  stack = owned.use(
    await RunningStack.start({ cheapHash: true, only: ["hub"], dataFolder: folder, env: { hub } }),
  );
  browser = await openBrowserWithNames();
  context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: PHONE });
  context.on("weberror", (error) => complaints.push(error.error().message));
});
afterAll(async () => {
  await browser?.close();
  await owned.disposeAsync();
});

async function picture(page: Page, name: string): Promise<void> {
  if (process.env.PAWPOST_PICTURES === undefined) return;
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const path = `${process.env.PAWPOST_PICTURES}/${name}-${colorScheme}.png`;
    await page.screenshot({ path, fullPage: true });
  }
}

/** Plays every clip that there is, as fast as it goes. @returns which opened, and how often the hub wanted to know who is there */
async function openAll(page: Page): Promise<{ readonly ids: readonly string[]; readonly asked: number }> {
  await page.getByRole("button", { name: "Timeline", exact: true }).click();
  const older = page.getByRole("button", { name: "Show older ones" });
  await older.or(page.getByText("Here it begins.")).waitFor(LONG);
  // It goes with the last of them, perhaps under the finger.
  while (await older.isVisible()) await older.click({ timeout: 2_000 }).catch(() => undefined);
  await page.getByText("Here it begins.").waitFor(LONG);
  const lines = page.locator(".lines .line");
  while ((await lines.count()) > 0) await lines.first().click();
  const ids: string[] = [];
  let asked = 0;
  for (const row of await page.locator("li.message").all()) {
    await row.getByRole("button", { name: /^Listen/ }).click();
    const player = row.locator("audio").and(row.locator("[src]"));
    const tooMany = row.getByText("That is more than one listens to.");
    await player.or(tooMany).waitFor({ ...LONG, state: "attached" });
    if (await tooMany.isVisible()) {
      asked += 1;
      await row.getByRole("button", { name: "It is me" }).click();
      await showPassphrase(page);
      await player.waitFor({ ...LONG, state: "attached" });
    }
    expect(await row.getByRole("textbox").count(), "asked for the passphrase").toBe(0);
    ids.push((await row.getAttribute("data-message")) ?? "");
  }
  return { ids: ids.toSorted(), asked };
}

async function showPassphrase(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await dialog.locator("button[type=submit]").click();
}

async function signedIn(where: BrowserContext, address: string): Promise<Page> {
  const page = await where.newPage();
  await page.goto(address);
  const isIn = page.getByText(`Signed in as ${NAME}`);
  const name = page.getByRole("textbox", { name: "Your name" });
  await isIn.or(name).first().waitFor(LONG);
  if (await isIn.isVisible()) return page;
  await name.fill(NAME);
  await page.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await isIn.waitFor(LONG);
  return page;
}

async function makeCode(from: Page): Promise<void> {
  await openSetting(from, "Devices");
  await from.getByRole("button", { name: "Open it elsewhere" }).click();
  await from.getByRole("button", { name: "Make a code" }).click();
  await showPassphrase(from);
  await from.getByRole("textbox", { name: "localhost" }).waitFor(LONG);
}

async function goOnAt(from: Page, host: string): Promise<Page> {
  await makeCode(from);
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
  const local = await signedIn(context, stack.address);
  expect(await openAll(local)).toEqual(all);
  const [home = "", anywhere = ""] = names;
  const atHome = await goOnAt(local, home);
  expect(await openAll(atHome)).toEqual(all);
  const outside = await goOnAt(atHome, anywhere);
  expect(await openAll(outside)).toEqual(all);
  // Each goes on by itself.
  await atHome.reload();
  await atHome.getByText(`Signed in as ${NAME}`).waitFor(LONG);
  expect(complaints).toEqual([]);
});

test("an app at the same name, with a storage of its own, goes on by a code that is typed; once", async () => {
  const [home = ""] = names;
  const old = await signedIn(context, `https://${home}`);
  await makeCode(old);
  const groups = await old.locator(".groups code").allTextContents();
  expect(groups.join("")).toMatch(/^[A-Z0-9]{32}$/);
  await expectManners(old);
  await picture(old, "hand-over");

  const apps = [1, 2].map(() => browser.newContext({ ignoreHTTPSErrors: true, viewport: PHONE }));
  const [app, late] = await Promise.all(apps.map(async (one) => (await one).newPage()));
  if (app === undefined || late === undefined) throw new Error("no page");
  for (const page of [app, late]) {
    await page.goto(`https://${home}`);
    await page.getByRole("button", { name: "I have a code from my other page" }).click(LONG);
  }
  const field = app.getByRole("textbox", { name: "Code" });
  const goOn = app.getByRole("button", { name: "Go on here" });
  await field.fill(`${groups.slice(1).join(" ")} ${groups[0]}`);
  await app.getByText("Several letters are not as on the other page").waitFor(LONG);
  expect(await goOn.isDisabled()).toBe(true);
  await field.fill(groups.join("-").toLowerCase());
  await app.getByText("Every letter fits together.").waitFor(LONG);
  await expectManners(app);
  await picture(app, "hand-over-typed");
  await goOn.click();
  await app.getByText(`Signed in as ${NAME}`).waitFor(LONG);
  expect(await openAll(app)).toEqual(all);

  // Who read the same letters over the shoulder.
  await late.getByRole("textbox", { name: "Code" }).fill(groups.join(" "));
  await late.getByRole("button", { name: "Go on here" }).click();
  await late.getByText("This code leads nowhere.").waitFor(LONG);
  // The old page stays as it was.
  await old.reload();
  await old.getByText(`Signed in as ${NAME}`).waitFor(LONG);
});

test("the page can be put on a home screen, as an app of its own", async () => {
  const [home = ""] = names;
  const page = await context.newPage();
  await page.goto(`https://${home}`);
  const browserSide = await context.newCDPSession(page);
  const { url, errors, data } = await browserSide.send("Page.getAppManifest");
  expect({ url, errors }).toEqual({ url: `https://${home}/manifest.webmanifest`, errors: [] });
  const { icons, display, start_url: start } = JSON.parse(data ?? "");
  expect({ display, start }).toEqual({ display: "standalone", start: "/" });
  const touch = await page.getAttribute("link[rel=apple-touch-icon]", "href");
  for (const path of [touch, ...icons.map(({ src }: { src: string }) => src)]) {
    const type = await page.evaluate(async (from) => (await fetch(from)).headers.get("content-type"), path);
    expect(type, path).toMatch(/^image\//);
  }
});

test("a name that nobody gave it is none of the hub's", async () => {
  const page = await context.newPage();
  const [home = ""] = names;
  const other = home.replace("home.test", "else.test");
  const answer = await page.goto(`https://${other}/`);
  expect(answer?.status()).toBe(421);
});
