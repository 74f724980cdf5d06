/**
 * The page while the hub is away: it opens from what the browser keeps, says so, takes a message, loses it neither to a reload nor to a second tab,
 * and hands it over once when the hub is back. Every process the real one.
 */
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowserWithWorker } from "../support/browser.ts";
import { expectManners } from "../support/expect-manners.ts";
import { claimHub, findToy } from "../support/page-entry.ts";
import { RunningStack } from "../support/running-stack.ts";
import { speak } from "../support/speech.ts";

const LONG = { timeout: 90_000 };
const PATIENT = { timeout: 120_000 };
let stack: RunningStack;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

const button = (name: string | RegExp) => page.getByRole("button", { name });
const waiting = (of = page) =>
  of.getByText(/^Home not reached since .*\. It waits on this device and goes by itself$/);
const picture = async (name: string) => {
  const folder = process.env.PAWPOST_PICTURES;
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
};

beforeAll(async () => {
  const voice = await speak("Good night, little bear.", { rate: 48_000 });
  [stack, browser] = await Promise.all([
    RunningStack.start({ cheapHash: true }),
    openBrowserWithWorker(voice),
  ]);
  context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(stack.address);
  await claimHub(page, stack.claimCode, "Robin", "four lanterns beside our kettle");
  await findToy(page, "Bruno", "Mika");
  await page.getByText("Its heart blinks. Press its blue hand.").waitFor(LONG);
  await button("Blue hand").click();
  await button(/^Record/).waitFor(LONG);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, undefined, LONG);
});

afterAll(async () => {
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
});

test("with the hub off, the page opens at home, says so, and records", PATIENT, async () => {
  await stack.stop("hub");
  await page.reload();
  await page.getByRole("heading", { name: "Post for Mika" }).waitFor(LONG);
  await page.getByText("Signed in as Robin").first().waitFor(LONG);
  await page.getByText(/^Not connected to the hub since/).waitFor(LONG);
  await button(/^Record/).click();
  await button("Stop").waitFor(LONG);
  await page.waitForTimeout(2_500);
  await button("Stop").click();
  await button("Send").click(LONG);
  await waiting().waitFor(LONG);
  expect(await page.title()).toBe("(1) Pawpost – Home");
  await picture("offline");
  await expectManners(page);
});

test("the kept page came with its policy: it takes no markup and no script of anybody's", async () => {
  const tried = await page.evaluate(() => {
    const attempt = (what: () => unknown) => {
      try {
        what();
        return "done";
      } catch (error) {
        return (error as Error).name;
      }
    };
    return [
      attempt(() => document.body.insertAdjacentHTML("beforeend", "<b></b>")),
      attempt(() => new Worker("/assets/another.js")),
      attempt(() => Reflect.get(globalThis, "trustedTypes").createPolicy("another", {})),
    ];
  });
  expect(tried).toEqual(["TypeError", "TypeError", "TypeError"]);
});

test("what waits outlives a reload, a second tab sees it too, and it arrives once", PATIENT, async () => {
  await page.reload();
  await waiting().waitFor(LONG);
  const tab = await context.newPage();
  await tab.goto(stack.address);
  await waiting(tab).waitFor(LONG);
  await stack.begin("hub");
  await page.locator("li[data-message]").waitFor(LONG);
  for (const one of [page, tab])
    await expect.poll(() => one.locator("li.message:not([data-message])").count(), LONG).toBe(0);
  await expect.poll(() => page.title(), LONG).toBe("Pawpost – Home");
  await tab.reload();
  await tab.locator("li[data-message]").waitFor(LONG);
  expect(await tab.locator("li[data-message]").count()).toBe(1);
  expect(await page.locator("li[data-message]").count()).toBe(1);
  await tab.close();
});

test("signed out, the page that opens without the hub knows nobody", PATIENT, async () => {
  await button("Settings").first().click();
  await button("Sign out").click(LONG);
  await page.getByRole("heading", { name: "Welcome back" }).waitFor(LONG);
  await stack.stop("hub");
  await page.reload();
  await page.getByText("The hub does not answer.").waitFor(LONG);
  expect(await page.getByText(/Robin|Mika|Bruno/).count()).toBe(0);
  await stack.begin("hub");
  await page.getByRole("heading", { name: "Welcome back" }).waitFor(LONG);
  expect(complaints).toEqual([]);
});
