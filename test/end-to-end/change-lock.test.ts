/** The lock is changed on the real page: asked for, done, and every older recording sealed anew with the bar to be seen. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { encodeRecording } from "../../hub/audio/recording-codec/encode-recording.ts";
import { openBrowser } from "../support/browser.ts";
import { hum } from "../support/guardian.ts";
import { openHome, openSafety, openSetting } from "../support/page-doors.ts";
import { claimHub, findToy, signIn } from "../support/page-entry.ts";
import { findFaintWords, findSmallTargets, findUnnamedControls } from "../support/page-manners.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { RunningStack } from "../support/running-stack.ts";

const LONG = { timeout: 90_000 };
const NAME = "Robin";
const PASSPHRASE = "four lanterns beside our kettle";
const PHONE = { width: 390, height: 844 };
/** As many as home shows at once. */
const CLIPS = 6;
/** Where pictures go for who wants to look at them. */
const PICTURES = process.env.PAWPOST_PICTURES;

let stack: RunningStack;
let browser: Browser;
let page: Page;
let ble: PlayedBle;
const complaints: string[] = [];

async function picture(name: string): Promise<void> {
  if (PICTURES === undefined) return;
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

beforeAll(async () => {
  [stack, browser] = await Promise.all([
    RunningStack.start({ cheapHash: true, only: ["hub"] }),
    openBrowser(),
  ]);
  const context = await browser.newContext({ viewport: PHONE });
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(stack.address);
  await claimHub(page, stack.claimCode, NAME, PASSPHRASE);
  await page.getByText(`Signed in as ${NAME}`).waitFor(LONG);
  ble = await PlayedBle.open(stack);
  await findToy(page, "Bear", "Kim");
  await page.getByRole("heading", { name: "Post for Kim" }).waitFor(LONG);
  await page.getByRole("button", { name: "Timeline", exact: true }).click();
  for (let nth = 0; nth < CLIPS; nth++) {
    const spoken = Int16Array.from(hum(3, nth, 8_000), (sample) => sample * 32_767);
    await ble.offer(encodeRecording(spoken, { bitsPerCode: 4 }), 3_000);
    await page.locator("[data-message]").nth(nth).waitFor(LONG);
  }
  await openHome(page);
  // As on a slow phone: time enough to press Pause.
  await page.route("**/archive/replace", async (route) => {
    await new Promise((done) => setTimeout(done, 500));
    await route.continue();
  });
});

afterAll(async () => {
  await browser?.close();
  await ble?.[Symbol.asyncDispose]();
  await stack?.[Symbol.asyncDispose]();
});

test("it is found at Safety, says what it is worth, and has manners", async () => {
  await openSafety(page);
  await page.getByRole("button", { name: "Change the lock" }).click(LONG);
  await page.getByRole("heading", { name: "Change the lock" }).waitFor();
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await page.evaluate(findFaintWords)).toEqual([]);
    await picture(`lock-${colorScheme}`);
  }
  expect(findUnnamedControls(await page.locator("body").ariaSnapshot())).toEqual([]);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  expect(await page.evaluate(findSmallTargets)).toEqual([]);
  await page.setViewportSize(PHONE);
});

test("it asks who is there, then seals every older recording anew, and each can be heard", async () => {
  await page.getByRole("button", { name: "Change the lock" }).click();
  await page.getByRole("dialog", { name: "Is it you?" }).waitFor();
  await page.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await page.getByRole("button", { name: "It is me" }).click();
  const bar = page.getByRole("progressbar", { name: "Sealing older recordings with the new key" });
  await bar.waitFor(LONG);
  await page.getByText(/^\d of 6$/).waitFor(LONG);
  await picture("resealing-on-the-lock-screen");
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Seal them anew" }).waitFor(LONG);
  await picture("resealing-paused");
  await openHome(page);
  await page.getByText(/older recordings? still opens? with an old key/).waitFor(LONG);
  expect(findUnnamedControls(await page.locator("body").ariaSnapshot())).toEqual([]);
  expect(await page.evaluate(findFaintWords)).toEqual([]);
  await picture("resealing-home");

  // A reload forgets where it was; what is done is done.
  await page.reload();
  await page.getByRole("button", { name: "Seal them anew" }).click(LONG);
  await bar.waitFor(LONG);
  await picture("resealing-running");
  await page.getByText(/still opens? with an old key/).waitFor({ state: "detached", ...LONG });
  await bar.waitFor({ state: "detached", ...LONG });

  const answer = page.locator("[data-message]").first();
  await answer.getByRole("button", { name: /^Listen/ }).click(LONG);
  await answer.locator("audio").waitFor({ state: "attached", ...LONG });
  expect(complaints).toEqual([]);
});

test("somebody may have got in: one question, and every other door is shut", async () => {
  const other = await (await browser.newContext({ viewport: PHONE })).newPage();
  await other.goto(stack.address);
  await signIn(other, NAME, PASSPHRASE);
  await other.getByText(`Signed in as ${NAME}`).waitFor(LONG);

  await openSafety(page);
  await page.getByRole("button", { name: "Change the lock" }).click(LONG);
  await page.getByRole("button", { name: "Shut every door" }).click();
  await page.getByRole("heading", { name: "Sign everybody else out?" }).waitFor();
  await picture("panic-asked");
  expect(await page.evaluate(findSmallTargets)).toEqual([]);
  await page.getByRole("button", { name: "Shut every door" }).click();
  await page.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await page.getByRole("button", { name: "It is me" }).click();
  await page.getByText("Everybody else is signed out, no invitation leads anywhere").last().waitFor(LONG);
  await picture("panic-done");
  await other.getByText(`This device was signed out by ${NAME}`).waitFor(LONG);
});

test("the guardians are listed, and who is alone is told so", async () => {
  await openSetting(page, "People");
  await page.getByRole("heading", { name: "Guardians" }).waitFor(LONG);
  await page.getByText("You are the only one.").waitFor(LONG);
  expect(findUnnamedControls(await page.locator("body").ariaSnapshot())).toEqual([]);
  await picture("guardians-alone");
  expect(complaints).toEqual([]);
});
