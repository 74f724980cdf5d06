/** How the page behaves towards whoever uses it: large letters, a keyboard, ears instead of eyes, no microphone, a hub that lies. */
import type { Browser, BrowserContext, Page, Route } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { API, sessionInfo } from "../../hub/contract/api.ts";
import { openWholeBrowser } from "../support/browser.ts";
import { expectManners as expectPageManners, PHONE } from "../support/expect-manners.ts";
import { signIn } from "../support/page-entry.ts";
import { isFocusSeen, keepAnnouncements } from "../support/page-manners.ts";
import { RunningStack } from "../support/running-stack.ts";
import { speak } from "../support/speech.ts";

const LONG = { timeout: 90_000 };
const PASSPHRASE = "four lanterns beside our kettle";

let stack: RunningStack;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let voice: string;
/** What the console and the page's guards (CSP, Trusted Types) complained of. */
const complaints: string[] = [];

async function openPage(): Promise<[BrowserContext, Page]> {
  const opened = await browser.newContext({ viewport: PHONE });
  const tab = await opened.newPage();
  await tab.addInitScript(keepAnnouncements);
  tab.on("console", (line) => {
    if (line.type() === "error" || line.type() === "warning") complaints.push(line.text());
  });
  tab.on("pageerror", (error) => complaints.push(error.message));
  return [opened, tab];
}

beforeAll(async () => {
  voice = await speak("Good night, little bear. Sleep well and dream of the sea.", { rate: 48_000 });
  [stack, browser] = await Promise.all([
    RunningStack.start({ cheapHash: true, drain: "demo" }),
    openWholeBrowser(voice, false),
  ]);
  [context, page] = await openPage();
  await context.grantPermissions(["microphone"]);
});

afterAll(async () => {
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
});

const button = (name: string | RegExp) => page.getByRole("button", { name });
const row = () => page.locator(".messages > .message").first();

async function expectManners(tab = page): Promise<void> {
  await expectPageManners(tab);
  expect(complaints).toEqual([]);
}

/** Walks with the Tab key, and nothing else, to the control of that name. Each stop on the way must be seen. */
async function tabTo(name: RegExp): Promise<void> {
  for (let stop = 0; stop < 20; stop += 1) {
    await page.keyboard.press("Tab");
    expect(await page.evaluate(isFocusSeen)).toEqual({ hasOutline: true, isCovered: false });
    const focused = await page.evaluate(() => document.activeElement?.textContent ?? "");
    if (name.test(focused.trim())) return;
  }
  throw new Error(`the Tab key does not lead to ${name}`);
}

const announcements = () =>
  page.evaluate(() => (globalThis as unknown as { announcements: string[] }).announcements);

test("the screens of the first minutes have manners", async () => {
  await page.goto(stack.address);
  await page.getByRole("textbox", { name: "One-time code" }).fill(stack.claimCode);
  await page.getByRole("textbox", { name: "Your name" }).fill("Guardian");
  await page.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await expectManners();
  await button("Continue").click();
  await button("Find the toy").waitFor(LONG);
  await expectManners();
  await button("Find the toy").click();
  await button("This one").waitFor(LONG);
  await expectManners();
  await button("This one").click();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
  await page.getByRole("textbox", { name: "Toy’s name" }).fill("Bear");
  await page.getByRole("textbox", { name: "Child’s name" }).fill("Little Owl");
  await expectManners();
  await button("Blink its heart").click();
  await page.getByText("Its heart blinks. Press its blue hand.").waitFor(LONG);
  await expectManners();
  await button("Blue hand").click();
  await page.getByText("Nothing here yet. Say good night?").waitFor(LONG);
  await page.getByText("Signed in as Guardian").waitFor();
  await page.getByText("Here", { exact: true }).waitFor(LONG);
  await expectManners();
});

test("the keyboard alone records and sends", async () => {
  await page.evaluate(() => scrollTo({ top: document.body.scrollHeight }));
  await tabTo(/^Record$/);
  await page.keyboard.press("Enter");
  await page.getByText(/3[5-8] seconds left/).waitFor(LONG);
  const reading = await page.locator(".ring .reading").textContent();
  const [, gone, left] = /^0:(\d\d)(\d+) seconds left$/.exec(reading ?? "") ?? [];
  expect(Number(gone) + Number(left)).toBe(40);
  await expectManners();
  await tabTo(/^Stop$/);
  await page.keyboard.press("Enter");
  await button("Play as the bear").and(page.locator(":enabled")).waitFor(LONG);
  await expectManners();
  await tabTo(/^Send$/);
  await page.keyboard.press("Enter");
});

test("what was just sent is in sight, and its progress is said in quarters", async () => {
  await row().waitFor(LONG);
  const bar = await page.locator(".recording-bar button").boundingBox();
  const box = await row().boundingBox();
  expect(await page.evaluate(() => scrollY)).toBe(0);
  expect(box?.y).toBeGreaterThan(0);
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(bar?.y ?? 0);
  await page.getByText("On the toy. Heart is blinking").waitFor(LONG);
  // Nor did the browser scroll back to where home was left.
  expect(await page.evaluate(() => scrollY)).toBe(0);
  const said = await announcements();
  const quarters = said.flatMap((text) => text.match(/^Delivered (\d+) percent$/)?.[1] ?? []).map(Number);
  expect(quarters.length).toBeGreaterThan(1);
  // On a machine that is busy for a moment a try breaks off, and the next begins anew.
  const whole = quarters.slice(quarters.findLastIndex((percent, n) => percent <= (quarters[n - 1] ?? 100)));
  expect(whole).toEqual([25, 50, 75, 100].filter((percent) => whole.includes(percent)));
  expect(said.filter((text) => text.includes("%"))).toEqual([]);
  expect(said).toContain("The message is on the toy. Its heart is blinking");
});

test("a blinking heart keeps still for who asked for that, and is said in words", async () => {
  const moving = () => page.evaluate(() => document.getAnimations().length);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await expect.poll(moving).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await expect.poll(moving).toBe(0);
  await page.getByText("Heart is blinking", { exact: true }).waitFor();
  await page.emulateMedia({ reducedMotion: "no-preference" });
});

test("while the child listens, the message says so", async () => {
  await button("Blue hand").click();
  await row().getByText("Little Owl is listening now").waitFor(LONG);
  await row()
    .getByText(/^Heard /)
    .waitFor(LONG);
  await row()
    .getByRole("button", { name: /^Listen to the message from You, \d seconds, Heard / })
    .click();
  await row()
    .getByLabel(/^Message from You, \d seconds$/)
    .waitFor(LONG);
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("AUDIO");
  await expectManners();
});

test("without a microphone the page says why, and takes a sound file", async () => {
  await context.clearPermissions();
  await button("Record").click();
  await page.getByText("The browser keeps the microphone from this page.").waitFor(LONG);
  await expectManners();
  await page.getByLabel("Choose a sound file").setInputFiles(voice);
  await button("Play as the bear").and(page.locator(":enabled")).waitFor(LONG);
});

test("a session that ends meanwhile does not cost the recording", async () => {
  await context.clearCookies();
  await stack.kill("hub");
  await page.getByText(/^Not connected to the hub since/).waitFor(LONG);
  await stack.begin("hub");
  await page.getByText("You were signed out. Sign in again to go on.").waitFor(LONG);
  forgiveFailedRequests();
  await expectManners();
  await signIn(page, "Guardian", PASSPHRASE);
  await button("Play as the bear").and(page.locator(":enabled")).waitFor(LONG);
  await button("Discard").click();
  await button("Record").waitFor(LONG);
});

test("a hub that shows another roster than before is not believed", async () => {
  // An evil hub: it hides this browser's entry from another one, and so has a second entry signed in the guardian's own name.
  const [elsewhere, other] = await openPage();
  const forks: string[] = [];
  await other.route("**/sign-in", (route) => changeRoster(route, ([first = ""]) => [first]));
  await other.route("**/roster", async (route) => {
    forks.push(route.request().postDataJSON().entry);
    await route.abort();
  });
  await other.goto(stack.address);
  await signIn(other, "Guardian", PASSPHRASE);
  await other.getByText("The hub does not answer.").waitFor(LONG);
  expect(forks).toHaveLength(1);
  await elsewhere.close();
  forgiveFailedRequests();

  const asked: string[] = [];
  await page.route("**/session", (route) => changeRoster(route, ([first = ""]) => [first, ...forks]));
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.reload();
  await page.getByRole("heading", { name: "Something is not right" }).waitFor(LONG);
  await page.getByText("It took another turn than the one this browser saw before.").waitFor();
  await page.getByText("roster.forked").waitFor();
  await expectManners();
  expect(await page.getByRole("button").count()).toBe(0);
  // Parts of the page itself may still be on their way.
  expect(asked.filter((path) => path.startsWith(API)).at(-1)).toBe(`${API}/session`);

  await page.unroute("**/session");
  await page.reload();
  await button("Record").waitFor(LONG);
  expect(complaints).toEqual([]);
});

/** Where a test cuts the hub off, browsers write that down; nothing else is forgiven. */
function forgiveFailedRequests(): void {
  const others = complaints.filter((line) => !/Failed to load resource|net::ERR_/.test(line));
  complaints.splice(0, Number.POSITIVE_INFINITY, ...others);
}

/** Lets the hub answer, and puts another roster into what it says. */
async function changeRoster(route: Route, change: (roster: readonly string[]) => string[]): Promise<void> {
  const response = await route.fetch();
  const info = sessionInfo.parse(await response.json());
  await route.fulfill({ response, json: { ...info, roster: change(info.roster) } });
}
