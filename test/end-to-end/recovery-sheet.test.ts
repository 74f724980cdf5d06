/** A guardian makes a recovery sheet on the real page, loses the passphrase and every device, and is let in again. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { expectManners, PHONE } from "../support/expect-manners.ts";
import { openSetting } from "../support/page-doors.ts";
import { claimHub, findToy, signIn } from "../support/page-entry.ts";
import { RunningStack } from "../support/running-stack.ts";
import { speak } from "../support/speech.ts";

const LONG = { timeout: 90_000 };
const FORGOTTEN = "four lanterns beside our kettle";
const CHOSEN = "nine violins under one staircase";

let stack: RunningStack;
let browser: Browser;
let kitchen: Page;
let phone: Page;
let groups: readonly string[] = [];
const complaints: string[] = [];
/** All that any page sent, to look for the sheet in it. */
const sent: string[] = [];

async function openPage(): Promise<Page> {
  const context = await browser.newContext({ viewport: PHONE });
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    if (/Content Security Policy|Trusted/i.test(line.text())) complaints.push(line.text());
  });
  page.on("request", (request) => sent.push(`${request.url()}\n${request.postData() ?? ""}`));
  await page.goto(stack.address);
  return page;
}

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });
const passphrase = (page: Page) => page.getByLabel("Passphrase", { exact: true });

beforeAll(async () => {
  const voice = await speak("Good night, little bear.", { rate: 48_000 });
  [stack, browser] = await Promise.all([RunningStack.start({ cheapHash: true }), openBrowser(voice)]);
  kitchen = await openPage();
  await claimHub(kitchen, stack.claimCode, "Robin", FORGOTTEN);
  await kitchen.getByText("Signed in as Robin").waitFor(LONG);
  await findToy(kitchen, "Bear", "Little Owl");
  await kitchen.getByText("Its heart blinks. Press its blue hand.").waitFor(LONG);
  await button(kitchen, /^Blue hand/).click();
  await kitchen.getByText("Nothing here yet. Say good night?").waitFor(LONG);
  await kitchen.getByLabel("Choose a sound file").setInputFiles(voice);
  await button(kitchen, "Send").and(kitchen.locator(":enabled")).click(LONG);
  await kitchen.getByText("On the toy. Heart is blinking").waitFor(LONG);
});

afterAll(async () => {
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
});

test("a sheet is made with the passphrase, and a wrong one makes none", async () => {
  await openSetting(kitchen, "Ways in");
  await kitchen.getByRole("heading", { name: "Ways in" }).waitFor(LONG);
  await expect.poll(() => kitchen.evaluate(() => document.activeElement?.tagName)).toBe("H1");
  await kitchen.getByText("You have none. Without one").waitFor();
  await expectManners(kitchen);
  await button(kitchen, "Make a recovery sheet").click();
  await passphrase(kitchen).fill("not the one");
  await button(kitchen, "Make a recovery sheet").click();
  await kitchen.getByText("That passphrase does not open it.").waitFor(LONG);
  await passphrase(kitchen).fill(FORGOTTEN);
  await button(kitchen, "Make a recovery sheet").click();
  await kitchen.getByRole("heading", { name: "Put it on paper" }).waitFor(LONG);
  groups = await kitchen.locator(".groups code").allInnerTexts();
  expect(groups).toHaveLength(15);
  expect(groups.join("")).toMatch(/^[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}$/);
  await expectManners(kitchen);
});

test("a printer gets the sheet, address and date, and nothing else", async () => {
  await kitchen.emulateMedia({ media: "print", colorScheme: "dark" });
  const [printed = ""] = await kitchen.locator("body").allInnerTexts();
  const [sheet = ""] = await kitchen.getByRole("article", { name: "Pawpost recovery sheet" }).allInnerTexts();
  expect(printed.trim()).toBe(sheet.trim());
  for (const group of groups) expect(sheet).toContain(group);
  expect(sheet).toContain(`Robin, at ${stack.address.replace(/\/$/, "")}`);
  expect(sheet).toMatch(/Made on .*\b20\d\d\b/);
  expect(sheet).toContain("AGE-SECRET-KEY-1");
  expect(sheet).not.toContain("Do not photograph it");
  expect(await kitchen.locator(".paper").evaluate((node) => getComputedStyle(node).color)).toBe(
    "rgb(0, 0, 0)",
  );
  await kitchen.emulateMedia({ media: "screen", colorScheme: "light" });
  await kitchen.evaluate(() => {
    globalThis.print = () => document.body.setAttribute("data-printed", "yes");
  });
  await button(kitchen, "Print").click();
  await kitchen.locator("body[data-printed=yes]").waitFor();
});

test("it counts when it was typed back; a slip is shown by its group", async () => {
  await button(kitchen, "I have it on paper").click();
  await kitchen.getByRole("heading", { name: "Type it back" }).waitFor();
  const field = kitchen.getByLabel("Recovery sheet");
  const wrong = groups.with(6, `${groups[6]?.startsWith("Q") ? "P" : "Q"}${groups[6]?.slice(1)}`);
  await field.fill(wrong.join(" "));
  await kitchen.getByText(`Look at group 7. You typed ${wrong[6]}.`).waitFor();
  expect(await button(kitchen, "Check it").isDisabled()).toBe(true);
  await expectManners(kitchen);
  await button(kitchen, "Back").click();
  expect(await kitchen.locator(".groups code").allInnerTexts()).toEqual(groups);
  await button(kitchen, "Back").click();
  await kitchen.getByText("Not typed back yet. Until then it does not count.").waitFor();

  await button(kitchen, /^Type it back: Sheet made /).click();
  await field.fill(groups.join("\n").toLowerCase());
  await button(kitchen, "Check it").click();
  await kitchen.getByText("It works. Now put it where you keep passports.").waitFor(LONG);
  await kitchen.getByText(/^Last typed back /).waitFor();
  await expectManners(kitchen);
});

test("a second sheet is not taken for the first, and is removed", async () => {
  await button(kitchen, "Make a recovery sheet").click();
  await passphrase(kitchen).fill(FORGOTTEN);
  await button(kitchen, "Make a recovery sheet").click();
  await button(kitchen, "I have it on paper").click(LONG);
  await kitchen.getByLabel("Recovery sheet").fill(groups.join(" "));
  await button(kitchen, "Check it").click();
  await kitchen.getByText("That is a whole sheet, but not this one.").waitFor(LONG);
  await button(kitchen, "Back").click();
  await button(kitchen, "Back").click();
  const rows = kitchen.locator(".sheet");
  expect(await rows.count()).toBe(2);
  await rows
    .nth(1)
    .getByRole("button", { name: /^Remove: / })
    .click();
  await passphrase(kitchen).fill(FORGOTTEN);
  await expectManners(kitchen);
  await button(kitchen, "Remove").click();
  await rows.nth(1).waitFor({ state: "detached", timeout: 30_000 });
  await kitchen.getByText(/^Last typed back /).waitFor();
});

test("who has nothing but the sheet signs in with it and hears the recordings", async () => {
  phone = await openPage();
  await phone.getByRole("textbox", { name: "Your name" }).fill("Robin");
  await button(phone, "I lost my passphrase").click();
  await phone.getByRole("heading", { name: "Use your recovery sheet" }).waitFor(LONG);
  expect(await phone.getByRole("textbox", { name: "Your name" }).inputValue()).toBe("Robin");
  const submit = button(phone, "Set it and sign in");
  const field = phone.getByLabel("New passphrase", { exact: true });
  await phone.getByLabel("Recovery sheet").fill(groups.join(" "));
  await field.fill("Robin 1985 teddy");
  await phone.getByText("names of the family").waitFor(LONG);
  expect(await submit.isDisabled()).toBe(true);
  await field.fill(CHOSEN);
  await submit.and(phone.locator(":enabled")).waitFor(LONG);
  await expectManners(phone);
  await submit.click();
  await phone.getByText("Signed in as Robin").waitFor(LONG);
  await phone.getByRole("button", { name: /^Listen to the message from You/ }).click(LONG);
  const sound = phone.getByLabel(/^Message from You, \d seconds?$/);
  await sound.waitFor(LONG);
  await expect
    .poll(() => sound.evaluate((node) => (node as HTMLAudioElement).duration), LONG)
    .toBeGreaterThan(0.5);
});

test("the old passphrase is refused from then on, and the new one is not", async () => {
  await openSetting(phone, "Sign out");
  await phone.getByRole("heading", { name: "Welcome back" }).waitFor(LONG);
  await signIn(phone, "Robin", FORGOTTEN);
  await phone.getByRole("alert").waitFor(LONG);
  expect(await phone.getByText("Signed in as").count()).toBe(0);
  await passphrase(phone).fill(CHOSEN);
  await button(phone, "Sign in").click();
  await phone.getByText("Signed in as Robin").waitFor(LONG);

  // The kitchen's browser is still signed in; it asks the hub before it believes a passphrase.
  await button(kitchen, "Make a recovery sheet").click();
  await passphrase(kitchen).fill(FORGOTTEN);
  await button(kitchen, "Make a recovery sheet").click();
  await kitchen.getByText("That passphrase does not open it.").waitFor(LONG);
});

test("no request ever held the sheet, and no page complained", () => {
  const whole = groups.join("").toLowerCase();
  expect(sent.length).toBeGreaterThan(20);
  expect(sent.filter((text) => text.toLowerCase().includes(whole.slice(0, 24)))).toEqual([]);
  expect(complaints).toEqual([]);
});
