/**
 * A hub that comes back with another build of the page, and the pages of the one before that are open: they go on, offer the newer one where
 * nobody speaks, and lose nothing of what was said. Two real builds, the second with another sentence in it.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowserWithWorker } from "../support/browser.ts";
import { makeCopyWithPage } from "../support/build-page.ts";
import { cheapPage } from "../support/bundled-program.ts";
import { PHONE } from "../support/expect-manners.ts";
import { claimHub, findToy } from "../support/page-entry.ts";
import type { PatchedCopy } from "../support/patched-copy.ts";
import { untilRecorded } from "../support/recorded-seconds.ts";
import { RunningStack } from "../support/running-stack.ts";
import { speak } from "../support/speech.ts";
import { toyHands } from "../support/toy-hands.ts";

const LONG = { timeout: 90_000 };
const MINUTES = { timeout: 240_000 };
const OLD = "Press a question to see what to do.";
const NEW = "Press a question. This page is a newer one.";

let newer: PatchedCopy;
let isNewer = false;
let stack: RunningStack;
let browser: Browser;
let context: BrowserContext;
/** Where somebody speaks when the hub goes, and one beside it. */
let speaking: Page;
let beside: Page;
const complaints: string[] = [];

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

async function openTab(): Promise<Page> {
  const tab = await context.newPage();
  tab.on("pageerror", (error) => complaints.push(error.message));
  await tab.goto(stack.address);
  return tab;
}

async function expectHelp(page: Page, lead: string): Promise<void> {
  await button(page, "Help").click(LONG);
  await page.getByText(lead).waitFor(LONG);
  await button(page, "Home").click();
  await button(page, "Record").waitFor(LONG);
}

beforeAll(async () => {
  const find = { file: "web-ui/src/words/en/help.ts", find: OLD, replace: NEW };
  [newer, browser] = await Promise.all([
    makeCopyWithPage([find]),
    speak("Good night, little bear. Sleep well.", { rate: 48_000 }).then((voice) =>
      openBrowserWithWorker(voice),
    ),
  ]);
  stack = await RunningStack.start({
    cheapHash: true,
    change: (name, spec) =>
      name === "hub" && isNewer ? { ...spec, args: spec.args.with(-1, newer.path("hub/main.ts")) } : spec,
  });
  context = await browser.newContext({ viewport: PHONE });
  speaking = await openTab();
  await claimHub(speaking, stack.claimCode, "Robin", "four lanterns beside our kettle");
  await findToy(speaking, "Bear", "Child");
  await speaking.getByText("Its heart blinks. Press its blue hand.").waitFor(LONG);
  await toyHands(`${stack.runFolder.path}/toy.sock`).press("play");
  await button(speaking, "Record").waitFor(LONG);
  await speaking.waitForFunction(() => navigator.serviceWorker.controller !== null, undefined, LONG);
  beside = await openTab();
  await button(beside, "Record").waitFor(LONG);
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
  await newer?.[Symbol.asyncDispose]();
});

test(
  "the hub is exchanged while somebody speaks: the page offers the newer one elsewhere, and there not",
  MINUTES,
  async () => {
    await button(speaking, "Record").click();
    await speaking.getByText(/3\d seconds left/).waitFor(LONG);
    await stack.stop("hub");
    isNewer = true;
    await stack.begin("hub");
    await beside.getByText("There is a newer Pawpost.").waitFor(LONG);
    await speaking.getByText(/3\d seconds left/).waitFor(LONG);
    await button(speaking, "Stop").click(LONG);
    await speaking.getByRole("heading", { name: "Listen before you send" }).waitFor(LONG);
    expect(await button(speaking, "Load it").count()).toBe(0);
  },
);

test("the newer one is loaded where somebody asked for it, and there alone", MINUTES, async () => {
  // Nothing of it came by itself.
  await expectHelp(beside, OLD);
  const loaded = beside.waitForEvent("load", LONG);
  await button(beside, "Load it").click();
  await loaded;
  await expectHelp(beside, NEW);
  await speaking.getByRole("heading", { name: "Listen before you send" }).waitFor(LONG);
});

test(
  "the page of the build before sends what was said in it, and has all of itself, which the hub has no more",
  MINUTES,
  async () => {
    await button(speaking, "Send").click(LONG);
    await beside.locator("li[data-message]").waitFor(LONG);
    const now = new Set(readdirSync(newer.path("web-ui/dist/assets")));
    const before = readdirSync(join(await cheapPage(), "assets"));
    const gone = before.filter((name) => name.endsWith(".js") && !now.has(name));
    expect(gone.length).toBeGreaterThan(0);
    for (const name of gone) expect((await fetch(`${stack.address}/assets/${name}`)).status, name).toBe(404);
    const kept = await speaking.evaluate(async (names) => {
      const found = await Promise.all(names.map((name) => caches.match(`/assets/${name}`)));
      return names.filter((_, n) => found[n]?.ok);
    }, gone);
    // The form for strangers is a page of its own, and of no use without the hub.
    expect(kept).toEqual(gone.filter((name) => !name.startsWith("report-")));
    await expectHelp(speaking, OLD);
  },
);

test("what was said in it and not sent is there in the newer one, and arrives once", MINUTES, async () => {
  await button(speaking, "Record").click();
  await untilRecorded(speaking, 3);
  await speaking.close();
  await beside.reload();
  await beside.getByText(/^The recording for Child was broken off/).waitFor(LONG);
  await beside.getByRole("button", { name: /^Keep these \d seconds$/ }).click();
  await button(beside, "Send").click(LONG);
  await expect.poll(() => beside.locator("li[data-message]").count(), LONG).toBe(2);
  await beside.reload();
  await beside.locator("li[data-message]").nth(1).waitFor(LONG);
  expect(await beside.locator("li[data-message]").count()).toBe(2);
  expect(await beside.locator(".take").count()).toBe(0);
  expect(complaints).toEqual([]);
});
