/** The library on the real page: something is added, heard, put on the toy, played again and again, and stopped. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { encodeWav } from "../../hub/audio/wav.ts";
import { openBrowser } from "../support/browser.ts";
import { hum } from "../support/guardian.ts";
import { claimHub, findToy } from "../support/page-entry.ts";
import { findFaintWords, findSmallTargets, findUnnamedControls } from "../support/page-manners.ts";
import { RunningStack } from "../support/running-stack.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { type ToyHands, toyHands } from "../support/toy-hands.ts";

const LONG = { timeout: 90_000 };
const PASSPHRASE = "four lanterns beside our kettle";

let stack: RunningStack;
let browser: Browser;
let page: Page;
let hands: ToyHands;
let files: Awaited<ReturnType<typeof makeTempDir>>;
const complaints: string[] = [];
/** As loud as the toy came. */
let usual: Awaited<ReturnType<ToyHands["state"]>>["volume"];

const picture = async (name: string) => {
  const folder = process.env.PAWPOST_PICTURES;
  if (folder === undefined) return;
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: join(folder, `${name}-${scheme}.png`), fullPage: true });
  }
  await page.emulateMedia({ colorScheme: "light" });
};
/** A sound file of so many seconds. */
async function soundFile(name: string, seconds: number): Promise<string> {
  const samples = Int16Array.from(hum(seconds, seconds), (sample) => Math.round(sample * 32_767));
  const path = join(files.path, name);
  await writeFile(path, encodeWav(samples, 16_000));
  return path;
}
const button = (name: string) => page.getByRole("button", { name, exact: true });

beforeAll(async () => {
  files = await makeTempDir();
  [stack, browser] = await Promise.all([RunningStack.start({ cheapHash: true }), openBrowser()]);
  hands = toyHands(join(stack.runFolder.path, "toy.sock"));
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(stack.address);
  await claimHub(page, stack.claimCode, "Robin", PASSPHRASE);
  await page.getByText("Signed in as Robin").waitFor(LONG);
  await findToy(page, "Bruno", "Mika");
  await page.locator(".trust-words").waitFor(LONG);
  await hands.press("play");
  await page.getByRole("heading", { name: "Post for Mika" }).waitFor(LONG);
  usual = (await hands.state()).volume;
  await button("Library").click();
  await page.getByRole("heading", { name: "Library", level: 1 }).waitFor(LONG);
});

afterAll(async () => {
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
  await files?.[Symbol.asyncDispose]();
});

test("a sound file becomes a lullaby, and a long one a story in chapters", async () => {
  await button("Add something").click();
  await page.getByRole("textbox", { name: "Title" }).fill("Hum of the kettle");
  await page.setInputFiles('input[type="file"]', await soundFile("kettle.wav", 5));
  await button("Keep it").click(LONG);
  await page.locator(".message", { hasText: "Hum of the kettle" }).waitFor(LONG);
  await button("Add something").click();
  await button("A story").click();
  await page.getByRole("textbox", { name: "Title" }).fill("The long winter");
  await picture("library-adding");
  await page.setInputFiles('input[type="file"]', await soundFile("winter.wav", 60));
  await page.getByText("so it becomes 2 chapters").waitFor(LONG);
  await button("Keep it").click(LONG);
  const story = page.locator(".message", { hasText: "The long winter" });
  await story.waitFor(LONG);
  await expect.poll(() => story.textContent(), LONG).toContain("2 chapters");
});

test("it is put on the toy only when it was made or heard here, and plays until somebody stops it", async () => {
  // What was added here is known; after a reload of the page it has to be heard, or known.
  await page.reload();
  await page.getByRole("button", { name: "Library", exact: true }).click(LONG);
  const row = page.locator(".message", { hasText: "Hum of the kettle" });
  await row.getByRole("button", { name: "Put on Bruno: Hum of the kettle" }).click(LONG);
  await page.getByText("Listen to it to its end first").waitFor(LONG);
  await button("I know this one").click();
  await row.getByRole("button", { name: "Put on Bruno: Hum of the kettle" }).click();
  await page.getByText("The blue hand plays it once.").waitFor(LONG);
  await picture("library");
  expect((await hands.state()).heart.mode).toBe("off");
  await button("Quiet").click();
  await button("Play again and again").click();
  const stop = page.getByRole("button", { name: "Stop: Bruno" });
  await stop.waitFor(LONG);
  await expect.poll(async () => (await hands.state()).looping, LONG).toBe(true);
  await picture("library-playing");
  await stop.click();
  await page.getByText("Bruno is quiet.").waitFor(LONG);
  expect((await hands.state()).looping).toBe(false);
});

test("a paw ends it, too", async () => {
  await button("Play again and again").click();
  await page.getByRole("button", { name: "Stop: Bruno" }).waitFor(LONG);
  await hands.press("play");
  await page.getByText("Mika pressed a paw").waitFor(LONG);
  expect((await hands.state()).looping).toBe(false);
});

test("ble is killed while it plays: it plays on, is known again, and is stopped", async () => {
  await button("Play again and again").click();
  const stop = page.getByRole("button", { name: "Stop: Bruno" });
  await stop.waitFor(LONG);
  await stack.kill("ble");
  expect((await hands.state()).looping).toBe(true);
  await stack.begin("ble");
  // It is stopped by what ble noted before it died, and the toy is as loud as it was.
  await expect.poll(async () => (await hands.state()).connected, LONG).toBe(true);
  await stop.click(LONG);
  await expect.poll(async () => (await hands.state()).looping, LONG).toBe(false);
  await page.getByText("Bruno is quiet.").waitFor(LONG);
  await expect.poll(async () => (await hands.state()).volume, LONG).toEqual(usual);
});

test("the screen has names, contrast and room for fingers, also where it is narrow", async () => {
  await page.locator("summary").click();
  await button("Rename: Hum of the kettle").click();
  await page.setViewportSize({ width: 320, height: 700 });
  expect(findUnnamedControls(await page.locator("body").ariaSnapshot())).toEqual([]);
  expect(await page.evaluate(findSmallTargets)).toEqual([]);
  expect(await page.evaluate(findFaintWords)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await button("Not now").click();
  await page.setViewportSize({ width: 1280, height: 900 });
  await picture("library-wide");
  await page.setViewportSize({ width: 390, height: 844 });
  expect(complaints).toEqual([]);
});
