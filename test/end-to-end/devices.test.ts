/** The list of devices on the real page, and what the one that is signed out there gets to see. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { openSetting } from "../support/page-doors.ts";
import { claimHub, signIn } from "../support/page-entry.ts";
import { findFaintWords, findSmallTargets, findUnnamedControls } from "../support/page-manners.ts";
import { RunningStack } from "../support/running-stack.ts";

const LONG = { timeout: 90_000 };
const PASSPHRASE = "four lanterns beside our kettle";
const PHONE = { width: 390, height: 844 };
const agent = (system: string) =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36`;

let stack: RunningStack;
let browser: Browser;
let kitchen: Page;
let lost: Page;
const complaints: string[] = [];

async function openPage(system: string): Promise<Page> {
  const context = await browser.newContext({ viewport: PHONE, userAgent: agent(system) });
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(stack.address);
  return page;
}

async function signInAsRobin(page: Page): Promise<void> {
  await signIn(page, "Robin", PASSPHRASE);
  await page.getByText("Signed in as Robin").waitFor(LONG);
}

beforeAll(async () => {
  [stack, browser] = await Promise.all([
    RunningStack.start({ cheapHash: true, only: ["hub"] }),
    openBrowser(),
  ]);
  kitchen = await openPage("X11; Linux x86_64");
  await claimHub(kitchen, stack.claimCode, "Robin", PASSPHRASE);
  await kitchen.getByText("Signed in as Robin").waitFor(LONG);
  lost = await openPage("Linux; Android 16; K");
  await signInAsRobin(lost);
});

afterAll(async () => {
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
});

const rows = () => kitchen.locator(".device");

test("the list is found by the keyboard, and shows this device first", async () => {
  await kitchen.getByRole("button", { name: "Settings" }).focus();
  await kitchen.keyboard.press("Enter");
  await kitchen.getByRole("button", { name: "Devices" }).focus();
  await kitchen.keyboard.press("Enter");
  await kitchen.getByRole("heading", { name: "Your devices" }).waitFor();
  await expect.poll(() => kitchen.evaluate(() => document.activeElement?.tagName)).toBe("H1");
  await rows().nth(1).waitFor(LONG);
  const [first, second] = await rows().allInnerTexts();
  expect(first).toMatch(/^Chrome on Linux\s+Open now\s+This device$/);
  expect(second).toMatch(/^Chrome on Android\s+Open now\s+Sign out$/);
});

test("it has manners, with the question open too", async () => {
  await kitchen.getByRole("button", { name: "Sign out: Chrome on Android" }).click();
  await kitchen.getByRole("heading", { name: "Sign out Chrome on Android?" }).waitFor();
  await expect.poll(() => kitchen.evaluate(() => document.activeElement?.id)).toBe("passphrase");
  for (const colorScheme of ["light", "dark"] as const) {
    await kitchen.emulateMedia({ colorScheme });
    expect(await kitchen.evaluate(findFaintWords)).toEqual([]);
  }
  expect(findUnnamedControls(await kitchen.locator("body").ariaSnapshot())).toEqual([]);
  await kitchen.setViewportSize({ width: 320, height: 640 });
  for (const letters of ["", "200%"]) {
    await kitchen.evaluate((size) => {
      document.documentElement.style.fontSize = size;
    }, letters);
    expect(await kitchen.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    expect(await kitchen.evaluate(findSmallTargets)).toEqual([]);
  }
  await kitchen.evaluate(() => document.documentElement.style.removeProperty("font-size"));
  await kitchen.setViewportSize(PHONE);
  await kitchen.getByRole("button", { name: "Not now" }).click();
  expect(await rows().count()).toBe(2);
});

test("a wrong passphrase signs nothing out; the right one does, and the phone is told by whom", async () => {
  await kitchen.getByRole("button", { name: "Sign out: Chrome on Android" }).click();
  const sure = kitchen.locator("form");
  await kitchen.getByLabel("Passphrase", { exact: true }).fill("not the one");
  await sure.getByRole("button", { name: "Sign out", exact: true }).click();
  await kitchen.getByText("That passphrase does not open it.").waitFor(LONG);
  await lost.getByText("Signed in as Robin").waitFor();

  await kitchen.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await sure.getByRole("button", { name: "Sign out", exact: true }).click();
  await lost.getByText("This device was signed out by Robin, from another device.").waitFor(LONG);
  await rows().nth(1).waitFor({ state: "detached", timeout: 10_000 });
  await lost.reload();
  await lost.getByRole("button", { name: "Sign in" }).waitFor(LONG);
});

test("signed out by itself it stays on the list, from which it can be taken", async () => {
  await signInAsRobin(lost);
  await openSetting(lost, "Sign out");
  await lost.getByRole("heading", { name: "Welcome back" }).waitFor(LONG);
  await openSetting(kitchen, "Devices");
  await kitchen.getByText("It cannot listen").waitFor(LONG);
  await kitchen.getByRole("button", { name: "Take off the list: Chrome on Android" }).click();
  await kitchen.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await kitchen.locator("form").getByRole("button", { name: "Take off the list" }).click();
  await rows().nth(1).waitFor({ state: "detached", timeout: 30_000 });
});

test("everywhere else at once leaves this one", async () => {
  const tablet = await openPage("iPad; CPU OS 26_0 like Mac OS X");
  await Promise.all([signInAsRobin(tablet), signInAsRobin(lost)]);
  await openSetting(kitchen, "Devices");
  await rows().nth(2).waitFor(LONG);
  await kitchen.getByRole("button", { name: "Sign out everywhere else" }).click();
  await kitchen.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await kitchen.locator("form").getByRole("button", { name: "Sign out everywhere else" }).click();
  for (const page of [tablet, lost]) await page.getByText("signed out by Robin").waitFor(LONG);
  await rows().nth(1).waitFor({ state: "detached", timeout: 10_000 });
  await kitchen.getByText("Open now").waitFor();
  expect(complaints).toEqual([]);
});
