/** The toys on the real page: six words at the paw and afterwards, a toy that is lent and comes back, and one that is lent and removed. */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SILENCE_MS } from "../../ble/toys/cloudpets/silence.ts";
import { openBrowser } from "../support/browser.ts";
import { openHome, openSafety } from "../support/page-doors.ts";
import { claimHub, findToy, signIn } from "../support/page-entry.ts";
import { findFaintWords, findSmallTargets, findUnnamedControls } from "../support/page-manners.ts";
import { RunningStack } from "../support/running-stack.ts";
import { speak } from "../support/speech.ts";
import { type ToyHands, toyHands } from "../support/toy-hands.ts";

const LONG = { timeout: 90_000 };
const PASSPHRASE = "four lanterns beside our kettle";
const MAIN = fileURLToPath(new URL("../../scripts/cli/main.ts", import.meta.url));

let stack: RunningStack;
let browser: Browser;
let page: Page;
let voice: string;
let hands: ToyHands;
let wordsAtThePaw: readonly string[];
const complaints: string[] = [];

const shownWords = () => page.locator(".trust-words li").allInnerTexts();
const picture = async (name: string) => {
  const folder = process.env.PAWPOST_PICTURES;
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
};
const showWhoIsThere = async () => {
  await page.getByRole("dialog").getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await page.getByRole("dialog").locator("button[type=submit]").click();
};
const openToys = async () => {
  await page.getByRole("button", { name: "Toys", exact: true }).click();
  await page.getByRole("heading", { name: "Toys", level: 1 }).waitFor(LONG);
};

beforeAll(async () => {
  voice = await speak("Good night, little bear.", { rate: 48_000 });
  [stack, browser] = await Promise.all([RunningStack.start({ cheapHash: true }), openBrowser()]);
  hands = toyHands(join(stack.runFolder.path, "toy.sock"));
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(stack.address);
  await claimHub(page, stack.claimCode, "Robin", PASSPHRASE);
  await page.getByText("Signed in as Robin").waitFor(LONG);
  await findToy(page, "Bruno", "Mika");
  await page.getByRole("heading", { name: "Its heart blinks. Press its blue hand." }).waitFor(LONG);
  await page.locator(".trust-words").waitFor(LONG);
  wordsAtThePaw = await shownWords();
  await picture("paw");
  await hands.press("play");
  await page.getByRole("heading", { name: "Post for Mika" }).waitFor(LONG);
});

afterAll(async () => {
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
});

test("the six words at the paw are those of the screen, and those of the machine", async () => {
  await openToys();
  await page.locator(".trust-words").waitFor(LONG);
  expect(await shownWords()).toEqual(wordsAtThePaw);
  expect(wordsAtThePaw).toHaveLength(6);
  const { stdout } = spawnSync(process.execPath, [MAIN, "ble", "trust", "--data", stack.dataFolder], {
    encoding: "utf8",
  });
  expect(stdout).toContain(`\n  ${wordsAtThePaw.join(" ")}\n`);
  await picture("toys");
  await page.emulateMedia({ colorScheme: "dark" });
  await picture("toys-dark");
  await page.emulateMedia({ colorScheme: "light" });
});

test("the screen has names, contrast and room for fingers, also where it is narrow", async () => {
  await page.getByRole("button", { name: "Lend or give on: Bruno" }).click();
  await page.setViewportSize({ width: 320, height: 700 });
  expect(findUnnamedControls(await page.locator("body").ariaSnapshot())).toEqual([]);
  expect(await page.evaluate(findSmallTargets)).toEqual([]);
  expect(await page.evaluate(findFaintWords)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await picture("lend-narrow");
  await page.getByRole("button", { name: "Not now" }).click();
  await page.setViewportSize({ width: 1280, height: 900 });
  await picture("toys-wide");
  await page.setViewportSize({ width: 390, height: 844 });
});

test("its volume, its heart, its day of signal and what lies on it", async () => {
  await page.getByText("1: the child’s own recording. None that the hub knows of.").waitFor(LONG);
  await page.getByRole("button", { name: "Volume Quiet: Bruno" }).click();
  await page.locator("button[aria-pressed=true]", { hasText: "Quiet" }).waitFor(LONG);
  expect((await hands.state()).volume).toEqual({ current: 7, stored: 7 });

  await page.getByRole("button", { name: "Blink its heart: Bruno" }).click();
  await expect
    .poll(async () => (await hands.state()).heart, LONG)
    .toMatchObject({ mode: "blink", periodMs: 200 });
  await page.getByText("It blinks …").waitFor(LONG);
  await page.getByText("The heart of Bruno has blinked").waitFor(LONG);
  expect((await hands.state()).heart).toMatchObject({ mode: "off" });

  await page.getByText(/^Heard all the time/).waitFor(LONG);
  await page.getByText("As a table").click();
  expect(await page.getByRole("row").count()).toBeGreaterThan(1);
  await picture("toys-care");
  await page.emulateMedia({ colorScheme: "dark" });
  await picture("toys-care-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.getByText("As a table").click();
});

test("what the child said is recorded over on it, where that is wanted", async () => {
  const wish = page.getByLabel("Record over answers on the toy");
  expect(await wish.isChecked()).toBe(false);
  await wish.click();
  await page.getByText("Chosen what becomes of answers on Bruno").waitFor(LONG);
  await expect.poll(() => wish.isChecked(), LONG).toBe(true);
  await hands.press("record");
  await pause(1_200);
  await hands.press("record");
  await page.getByText(/^1: half a second of the room/).waitFor(LONG);
  await picture("toys-recorded-over");
  // A paw makes none that is shorter than half a second.
  await expect.poll(async () => (await hands.state()).slots[0], LONG).toBeLessThan(500);
  await expect.poll(async () => (await hands.state()).heart.mode, LONG).toBe("off");
  await wish.click();
  await expect.poll(() => wish.isChecked(), LONG).toBe(false);
});

test("a walk with the toy is shown and heard, and stops when it is told to", async () => {
  await page.getByRole("button", { name: "Walk test: Bruno" }).click();
  await page.getByRole("heading", { name: "A walk with Bruno" }).waitFor(LONG);
  await page.getByRole("status").getByText("Strong signal").waitFor(LONG);
  const angle = await page.locator(".needle .hand").evaluate((hand) => (hand as SVGElement).style.transform);
  expect(angle).toMatch(/^rotate\([1-7]\ddeg\)$/);
  expect(await page.evaluate(findFaintWords)).toEqual([]);
  await picture("walk");
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByRole("button", { name: "Walk test: Bruno" }).waitFor(LONG);
});

test("a toy is lent with the passphrase, and given back", async () => {
  await page.getByRole("button", { name: "Lend or give on: Bruno" }).click();
  await page.getByRole("textbox", { name: "Child’s name" }).fill("Noa");
  await picture("lend");
  await page.getByRole("button", { name: "Hand it over" }).click();
  await page.getByRole("dialog").getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await page.getByRole("dialog").locator("button[type=submit]").click();
  await page.getByText("With Noa", { exact: true }).waitFor(LONG);
  await page.getByRole("button", { name: "Lend or give on: Bruno" }).click();
  expect(await page.getByRole("combobox", { name: "To whom" }).locator("option").allInnerTexts()).toEqual([
    "Mika",
    "Another child …",
  ]);
  await page.getByRole("button", { name: "Hand it over" }).click();
  await page.getByRole("dialog").getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await page.getByRole("dialog").locator("button[type=submit]").click();
  await page.getByText("With Mika", { exact: true }).waitFor(LONG);
});

test("it is called something else, and nothing complains", async () => {
  await page.getByRole("button", { name: "Rename: Bruno" }).click();
  await page.getByRole("textbox", { name: "Toy’s name" }).fill("Old Bruno");
  await page.getByRole("button", { name: "Rename", exact: true }).click();
  await page.getByRole("heading", { name: "Old Bruno" }).waitFor(LONG);
  expect(complaints).toEqual([]);
});

test("a lent toy is removed, with the passphrase: there is none then, another browser sees it at once, and what waited for it says so", async () => {
  await hands.power(false);
  await openHome(page);
  await page.getByLabel("Choose a sound file").setInputFiles(voice);
  await page.getByRole("button", { name: "Send", exact: true }).click(LONG);
  await page.getByText(/^Waiting for Old Bruno/).waitFor(LONG);
  await openToys();
  await page.getByRole("button", { name: "Lend or give on: Old Bruno" }).click();
  await page.getByRole("combobox", { name: "To whom" }).selectOption("Noa");
  await page.getByRole("button", { name: "Hand it over" }).click();
  await showWhoIsThere();
  await page.getByText("With Noa", { exact: true }).waitFor(LONG);
  await hands.power(true);
  await expect.poll(async () => (await hands.state()).connected, LONG).toBe(true);

  const elsewhere = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  elsewhere.on("pageerror", (error) => complaints.push(error.message));
  await elsewhere.goto(stack.address);
  await signIn(elsewhere, "Robin", PASSPHRASE);
  const post = elsewhere.getByRole("main").locator("[data-message]").first();
  await elsewhere.getByRole("button", { name: "Timeline", exact: true }).click(LONG);
  await post.getByText("Waits until Old Bruno is back with Mika").waitFor(LONG);
  expect((await hands.state()).slots[1], "nothing is brought for who has not the toy").toBe(0);

  await page.getByRole("button", { name: "Remove: Old Bruno" }).click();
  await page.getByRole("heading", { name: "Remove Old Bruno?" }).waitFor(LONG);
  await picture("remove");
  await page.getByRole("button", { name: "Not now" }).click();
  await page.getByRole("button", { name: "Remove: Old Bruno" }).click();
  await page.getByRole("button", { name: "Remove it" }).click();
  await showWhoIsThere();
  await page.getByRole("button", { name: "Find the toy" }).waitFor(LONG);
  await post.getByText(/^Not delivered: Old Bruno was removed/).waitFor(LONG);
  await elsewhere.getByRole("button", { name: "Toys", exact: true }).waitFor({ state: "detached", ...LONG });
  await expect.poll(async () => (await hands.state()).connected, LONG).toBe(false);
  // Silence, where it was emptied on its way out.
  expect([0, SILENCE_MS], "nothing was brought for who had not the toy").toContain(
    (await hands.state()).slots[1],
  );
  await picture("removed");
  await elsewhere.context().close();
  await openSafety(page);
  await page.getByText("You removed Old Bruno from the family").waitFor(LONG);
});

test("a paw makes it the family’s again, under a name of its own", async () => {
  await page.goto(stack.address);
  await page.getByRole("button", { name: "Find the toy" }).click(LONG);
  await page.getByRole("button", { name: "This one" }).click(LONG);
  await page.getByRole("textbox", { name: "Toy’s name" }).fill("Bruno the Second");
  await page.getByRole("button", { name: "Blink its heart" }).click();
  await page.getByRole("heading", { name: "Its heart blinks. Press its blue hand." }).waitFor(LONG);
  await hands.press("play");
  await page.getByRole("heading", { name: "Post for Mika" }).waitFor(LONG);
  await page.getByText("Bruno the Second").first().waitFor(LONG);
  expect(complaints).toEqual([]);
});
