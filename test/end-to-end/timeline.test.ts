/**
 * Thousands of messages in the timeline of the real page, over a real hub, in a browser that is four times slower than this machine:
 * all of them can be reached, found and read. How soon the page answers meanwhile is a figure of the bench.
 */
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedMessages } from "../bench/seed-messages.ts";
import { openBrowser } from "../support/browser.ts";
import { expectManners } from "../support/expect-manners.ts";
import { randomId } from "../support/guardian.ts";
import { openSetting } from "../support/page-doors.ts";
import { claimHub } from "../support/page-entry.ts";
import { RunningStack } from "../support/running-stack.ts";

const LONG = { timeout: 90_000 };
const PASSPHRASE = "four lanterns beside our kettle";
const COUNT = 1_000;

let stack: RunningStack;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  [stack, browser] = await Promise.all([
    RunningStack.start({ cheapHash: true, only: ["hub"] }),
    openBrowser(),
  ]);
  page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(stack.address);
  await claimHub(page, stack.claimCode, "Robin", PASSPHRASE);
  await page.getByText("Signed in as Robin").waitFor(LONG);
  // Before anything was said and without a toy the menu does not lead there.
  expect(await page.getByRole("button", { name: "Timeline" }).count()).toBe(0);
  const session = sessionOf(page);
  await page.reload();
  const { person } = await session;
  await stack.stop("hub");
  const family = { author: person.id, child: randomId(), toy: randomId() };
  await seedMessages(join(stack.dataFolder, "hub"), COUNT, family);
  await stack.begin("hub");
  await page.reload();
  await page.getByRole("button", { name: "Timeline" }).click(LONG);
  await page.getByRole("heading", { name: "Timeline" }).waitFor(LONG);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
});

/** Of the next answer that can be read: one that the page leaves behind as it is loaded anew is gone with its body. */
const sessionOf = (of: Page) =>
  new Promise<{ readonly person: { readonly id: string } }>((known) => {
    of.on("response", (answer) => {
      if (answer.url().endsWith("/session") && answer.ok()) answer.json().then(known, () => undefined);
    });
  });

const lines = () => page.locator(".lines > li");

test("it has manners, with a message and the day's picture open", async () => {
  await page.locator(".lines .line").first().click();
  await page.getByRole("button", { name: /^More about/ }).click();
  await page.getByRole("region", { name: "How far it is" }).getByText("Heard", { exact: true }).waitFor();
  await page.getByText("How long post takes").click();
  await page.getByText(/^Half was heard within \d+ seconds? after that\.$/).waitFor();
  await page.getByText("Who, what and when").click();
  await expectManners(page);
  await page.getByRole("button", { name: "Close", exact: true }).last().click();
});

test("all can be reached by scrolling", { timeout: 600_000 }, async () => {
  const slow = await page.context().newCDPSession(page);
  await slow.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  const end = page.getByText("Here it begins.");
  const deadline = performance.now() + 540_000;
  while ((await end.count()) === 0 && performance.now() < deadline) await page.mouse.wheel(0, 1_500);
  expect(await lines().count()).toBe(COUNT);
  await slow.send("Emulation.setCPUThrottlingRate", { rate: 1 });
});

test("what is looked for is found in all of it; nothing of what was typed stays", async () => {
  const search = page.getByRole("searchbox", { name: "Search" });
  await search.fill("whale");
  await page.getByText("Nothing like that so far.").waitFor(LONG);
  await search.fill("YOU heard");
  await page
    .getByText(new RegExp(`^${COUNT.toLocaleString("en")} of ${COUNT.toLocaleString("en")} found$`))
    .waitFor(LONG);
  await page.getByRole("combobox", { name: "What" }).selectOption("With a star");
  await page.getByText("Nothing like that so far.").waitFor(LONG);
  await page.getByRole("button", { name: "Show everything again" }).click();
  await lines().first().waitFor(LONG);
  const star = page.getByRole("button", { name: /^Keep: / }).first();
  await star.click();
  await expect.poll(() => star.getAttribute("aria-pressed"), LONG).toBe("true");
  await openSetting(page, "Sign out");
  await page.getByRole("heading", { name: "Welcome back" }).waitFor(LONG);
  expect(complaints).toEqual([]);
});
