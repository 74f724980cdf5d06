/** Day and night on the real page: quiet hours where it is night just now, what waits in the tray, and a heart that stays dark. */
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { claimHub, findToy } from "../support/page-entry.ts";
import { findFaintWords, findSmallTargets, findUnnamedControls } from "../support/page-manners.ts";
import { RunningStack } from "../support/running-stack.ts";
import { speak } from "../support/speech.ts";
import { type ToyHands, toyHands } from "../support/toy-hands.ts";

const LONG = { timeout: 90_000 };
const PASSPHRASE = "four lanterns beside our kettle";

let stack: RunningStack;
let browser: Browser;
let page: Page;
let hands: ToyHands;
const complaints: string[] = [];

const button = (name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
const tray = () => page.getByRole("region", { name: "Wake-up tray" });
const picture = async (name: string) => {
  const folder = process.env.PAWPOST_PICTURES;
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
};
const heart = async () => (await hands.state()).heart.mode;

/** Somewhere it is the middle of the night, hours from its ends. */
function whereItIsNight(): string {
  const hourIn = (timeZone: string) =>
    Number(new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit" }).format(new Date()));
  const zones = [
    "Pacific/Auckland",
    "Asia/Tokyo",
    "Asia/Dubai",
    "Europe/Berlin",
    "America/New_York",
    "Pacific/Honolulu",
  ];
  const night = zones.find((zone) => hourIn(zone) >= 21 || hourIn(zone) < 5);
  if (night === undefined) throw new Error("it is day everywhere");
  return night;
}

const openTimes = async () => {
  await button("Toys").click();
  await button("Day and night").click();
  await page.getByRole("form", { name: "Mika" }).waitFor(LONG);
};

beforeAll(async () => {
  const voice = await speak("Good morning, little bear.", { rate: 48_000 });
  [stack, browser] = await Promise.all([RunningStack.start({ cheapHash: true }), openBrowser()]);
  hands = toyHands(join(stack.runFolder.path, "toy.sock"));
  page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(stack.address);
  await claimHub(page, stack.claimCode, "Robin", PASSPHRASE);
  await findToy(page, "Bruno", "Mika");
  await page.getByText("Its heart blinks. Press its blue hand.").waitFor(LONG);
  await hands.press("play");
  await page.getByRole("heading", { name: "Post for Mika" }).waitFor(LONG);
  await openTimes();
  await page.getByRole("combobox", { name: "Where the child is" }).selectOption(whereItIsNight());
  await page.getByRole("checkbox", { name: "Quiet hours" }).check();
  await button("Save").click();
  await page.getByText("Saved. What waits for Mika goes by the new times.").waitFor(LONG);
  await button("Home").click();
  await page.getByLabel("Choose a sound file").setInputFiles(voice);
  await button("Send").click(LONG);
});

afterAll(async () => {
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
});

test("what is sent in the night waits in the tray, and says until when", async () => {
  await tray()
    .getByText(/^It is night at Mika’s\. Goes (tomorrow )?0?6:30/)
    .waitFor(LONG);
  await picture("tray");
  await page.emulateMedia({ colorScheme: "dark" });
  await picture("tray-dark");
  await page.emulateMedia({ colorScheme: "light" });
  expect((await hands.state()).slots[1]).toBe(0);
});

test("it is given another time, without being said again, and had back", async () => {
  const another = tray().getByRole("button", { name: /^Another time: the message from You/ });
  await another.click();
  await tray().getByText("On a date").click();
  const date = tray().getByLabel("Date and time at Mika’s");
  const latest = (await date.getAttribute("max")) ?? "";
  await date.fill(latest);
  // As late in the night as it is now.
  await tray()
    .getByText(/^It is night at Mika’s then\. Goes .*0?6:30/)
    .waitFor(LONG);
  await picture("tray-another-time");
  await page.setViewportSize({ width: 320, height: 700 });
  expect(findUnnamedControls(await page.locator("body").ariaSnapshot())).toEqual([]);
  expect(await page.evaluate(findSmallTargets)).toEqual([]);
  expect(await page.evaluate(findFaintWords)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.setViewportSize({ width: 390, height: 844 });
  await button("Choose this time").click();
  await button("Choose this time").waitFor({ state: "detached", ...LONG }); // its form says "Goes …", too
  await tray()
    .getByText(/^Goes /)
    .waitFor(LONG);
  await picture("tray-moved");
  await tray()
    .getByRole("button", { name: /^Undo: the message from You/ })
    .click();
  await tray()
    .getByText(/^It is night at Mika’s\. Goes (tomorrow )?0?6:30/)
    .waitFor(LONG);
  expect((await hands.state()).slots[1], "nothing was brought meanwhile").toBe(0);
  // And for good: the next wake-up, from where it still goes at once when somebody wants it to.
  await another.click();
  await tray().getByText("At wake-up").click();
  await button("Choose this time").click();
  await tray()
    .getByText(/^Wake-up tray, /)
    .waitFor(LONG);
});

test("sent all the same it is on the toy, whose heart stays dark; it blinks when quiet hours are turned off", async () => {
  await tray()
    .getByRole("button", { name: /^Send now: the message from You/ })
    .click();
  await page.getByText(/^On the toy\. Its heart stays dark until /).waitFor(LONG);
  expect(await tray().count()).toBe(0);
  expect([(await hands.state()).slots[1] ?? 0, await heart()]).toEqual([expect.any(Number), "off"]);
  expect((await hands.state()).slots[1]).toBeGreaterThan(0);
  await openTimes();
  await page.getByRole("checkbox", { name: "Quiet hours" }).uncheck();
  await button("Save").click();
  await expect.poll(heart, LONG).toBe("blink");
  await page.getByRole("checkbox", { name: "Quiet hours" }).check();
  await button("Save").click();
  await expect.poll(heart, LONG).toBe("off");
  await hands.press("play");
  await expect.poll(async () => (await hands.state()).heard, LONG).toBe(1);
  await button("Home").click();
  await page.getByText(/^Heard /).waitFor(LONG);
});

test("the times have names, contrast and room for fingers, and say what is wrong with them", async () => {
  await openTimes();
  await picture("times");
  await page.getByRole("checkbox", { name: "Other times on Friday and Saturday nights" }).check();
  const free = page.getByRole("group", { name: "Friday and Saturday nights" });
  await free.getByLabel("Goes to bed").fill("20:30");
  await page
    .getByText("Bedtime has to be before quiet hours begin, or a good night would come in the morning.")
    .waitFor();
  expect(await button("Save").isDisabled()).toBe(true);
  await page.setViewportSize({ width: 320, height: 700 });
  expect(findUnnamedControls(await page.locator("body").ariaSnapshot())).toEqual([]);
  expect(await page.evaluate(findSmallTargets)).toEqual([]);
  expect(await page.evaluate(findFaintWords)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await picture("times-narrow");
  await free.getByLabel("Quiet from").fill("21:00");
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: "dark" });
  await picture("times-wide-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await button("Save").click();
  await page.getByText("Saved. What waits for Mika goes by the new times.").waitFor(LONG);
  await button("Back").click();
  await button("Toys").click();
  await page.getByText(/^It is night at Mika’s: quiet until /).waitFor(LONG);
  expect(complaints).toEqual([]);
});
