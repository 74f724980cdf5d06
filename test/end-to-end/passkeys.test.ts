/** A guardian makes a passkey on the real page, and one touch signs in and opens; a virtual authenticator has the finger. */
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { expectManners, PHONE } from "../support/expect-manners.ts";
import { openHome, openSetting } from "../support/page-doors.ts";
import { claimHub, findToy, signIn } from "../support/page-entry.ts";
import { RunningStack } from "../support/running-stack.ts";
import { speak } from "../support/speech.ts";
import {
  addVirtualAuthenticator,
  keepPrfOutputs,
  type VirtualAuthenticator,
} from "../support/virtual-authenticator.ts";

const LONG = { timeout: 90_000 };
const PASSPHRASE = "four lanterns beside our kettle";
const CHOSEN = "nine violins under one staircase";

let stack: RunningStack;
let browser: Browser;
let kitchen: Page;
let finger: VirtualAuthenticator;
const complaints: string[] = [];
/** Every request that any page made: address, headers and body. */
const sent: Buffer[] = [];
const prfOutputs: Buffer[] = [];

async function openPage(hasPrf = true): Promise<readonly [Page, VirtualAuthenticator]> {
  const context = await browser.newContext({ viewport: PHONE });
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    if (/Content Security Policy|Trusted/i.test(line.text())) complaints.push(line.text());
  });
  page.on("request", (request) =>
    sent.push(
      Buffer.concat([
        Buffer.from(`${request.method()} ${request.url()}\n${JSON.stringify(request.headers())}\n`),
        request.postDataBuffer() ?? Buffer.alloc(0),
      ]),
    ),
  );
  await page.addInitScript(keepPrfOutputs);
  const authenticator = await addVirtualAuthenticator(page, { hasPrf });
  await page.goto(stack.address);
  return [page, authenticator];
}

const button = (page: Page | Locator, name: string | RegExp) =>
  page.getByRole("button", { name, exact: true });
const passphrase = (page: Page) => page.getByLabel("Passphrase", { exact: true });
const isInside = (page: Page) => page.getByText("Signed in as Robin").waitFor(LONG);
async function signOut(page: Page): Promise<void> {
  await openSetting(page, "Sign out");
  await page.getByRole("heading", { name: "Welcome back" }).waitFor(LONG);
}
async function collectPrf(page: Page): Promise<void> {
  const hex = await page.evaluate(() => (globalThis as unknown as { prfOutputs: string[] }).prfOutputs);
  prfOutputs.push(...hex.map((text) => Buffer.from(text, "hex")));
}

beforeAll(async () => {
  const voice = await speak("Good night, little bear.", { rate: 48_000 });
  [stack, browser] = await Promise.all([RunningStack.start({ cheapHash: true }), openBrowser(voice)]);
  [kitchen, finger] = await openPage();
  await claimHub(kitchen, stack.claimCode, "Robin", PASSPHRASE);
  await isInside(kitchen);
});

afterAll(async () => {
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
});

test("after the claim a second way in is offered, and leads to the passkeys", async () => {
  await kitchen.getByRole("heading", { name: "A second way in" }).waitFor(LONG);
  await expectManners(kitchen);
  await button(kitchen, "Passkey or paper").click();
  await kitchen.getByRole("heading", { name: "Ways in" }).waitFor(LONG);
  await expect.poll(() => kitchen.evaluate(() => document.activeElement?.tagName)).toBe("H1");
  await expectManners(kitchen);
});

test("a passkey is made with the passphrase, on the list at once, and used from then on", async () => {
  await button(kitchen, "Add a passkey").click();
  await passphrase(kitchen).fill(PASSPHRASE);
  await expectManners(kitchen);
  await button(kitchen, "Add a passkey").click();
  await kitchen
    .locator(".passkey")
    .getByText(/^Last used /)
    .waitFor(LONG);
  expect(await finger.count()).toBe(1);
  await expectManners(kitchen);

  await button(kitchen, "Add a passkey").click();
  await kitchen.getByText("Your device will ask for your finger, your face or its PIN.").waitFor();
  expect(await passphrase(kitchen).count()).toBe(0);
  await expectManners(kitchen);
  await button(kitchen, "Add a passkey").click();
  await kitchen.getByText("This device has a passkey of yours already.").waitFor(LONG);
  await button(kitchen, "Not now").click();
  await button(kitchen, "Back").click();
  expect(await kitchen.getByRole("heading", { name: "A second way in" }).count()).toBe(0);
});

test("one touch, and no name, signs in and opens: what was recorded plays", async () => {
  await findToy(kitchen, "Bear", "Little Owl");
  await kitchen.getByText("Its heart blinks. Press its blue hand.").waitFor(LONG);
  await button(kitchen, /^Blue hand/).click();
  await kitchen.getByText("Nothing here yet. Say good night?").waitFor(LONG);
  await kitchen.getByLabel("Choose a sound file").setInputFiles(await speak("Good night.", { rate: 48_000 }));
  await button(kitchen, "Send").and(kitchen.locator(":enabled")).click(LONG);
  await kitchen.getByText("On the toy. Heart is blinking").waitFor(LONG);

  await signOut(kitchen);
  await expectManners(kitchen);
  await button(kitchen, "Use a passkey").click();
  await isInside(kitchen);
  await kitchen.getByRole("button", { name: /^Listen to the message from You/ }).click(LONG);
  const sound = kitchen.getByLabel(/^Message from You, \d seconds?$/);
  await sound.waitFor(LONG);
  await expect
    .poll(() => sound.evaluate((node) => (node as HTMLAudioElement).duration), LONG)
    .toBeGreaterThan(0.5);
});

test("the passphrase is changed by one touch; the old one signs nobody in", async () => {
  await openSetting(kitchen, "Ways in");
  await button(kitchen, "Change the passphrase").click(LONG);
  await kitchen.getByText("Your device will ask for your finger, your face or its PIN.").waitFor();
  const field = kitchen.getByLabel("New passphrase", { exact: true });
  await field.fill("Robin 1985 teddy");
  await kitchen.getByText("names of the family").waitFor(LONG);
  expect(await button(kitchen, "Set it").isDisabled()).toBe(true);
  await expectManners(kitchen);
  await field.fill(CHOSEN);
  await button(kitchen, "Set it").and(kitchen.locator(":enabled")).click(LONG);
  await button(kitchen, "Change the passphrase").waitFor(LONG);
  await button(kitchen, "Back").click();

  const [other] = await openPage();
  await signIn(other, "Robin", PASSPHRASE);
  await other.getByText("Name and passphrase do not fit.").waitFor(LONG);
  await passphrase(other).fill(CHOSEN);
  await button(other, "Sign in").click();
  await isInside(other);
  await other.context().close();
});

test("before what cannot be undone, one touch shows who is there; it lasts for the next thing, too", async () => {
  await openHome(kitchen);
  const row = kitchen.locator("[data-message]").first();
  const erase = async () => {
    await button(row, /^More about/).click();
    await button(row, "Erase …").click();
    await button(row, "Erase").click();
  };
  await erase();
  const dialog = kitchen.getByRole("dialog", { name: "Is it you?" });
  await dialog.getByText("Your device will ask for your finger, your face or its PIN.").waitFor(LONG);
  expect(await kitchen.evaluate(() => document.activeElement?.textContent)).toBe("It is me");
  await expectManners(kitchen);
  await kitchen.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect(await row.getByRole("alert").count()).toBe(0); // who thinks better of it is told of no trouble
  await button(row, "Erase").click();
  await button(dialog, "It is me").click(LONG);
  await row.getByText("Erased in ten seconds").waitFor(LONG);
  await button(row, "Keep it after all").click();
  await button(row, /^More about/).waitFor(LONG);
  await erase();
  await row.getByText("Erased in ten seconds").waitFor(LONG);
  expect(await dialog.count()).toBe(0);
  await button(row, "Keep it after all").click();
  await button(row, /^More about/).waitFor(LONG);
});

test("the wrong finger signs nobody in", async () => {
  const [phone, copy] = await openPage();
  await finger.copyTo(copy);
  await copy.setVerified(false);
  await button(phone, "Use a passkey").click();
  await phone.getByText("No passkey was used.").waitFor(LONG);
  await expectManners(phone);
  expect(await phone.getByText("Signed in as").count()).toBe(0);
  await phone.context().close();
});

test("a browser that never was here is vouched for by the same touch, and hears all", async () => {
  await collectPrf(kitchen);
  await finger.session.send("Storage.clearDataForOrigin", {
    origin: new URL(stack.address).origin,
    storageTypes: "all",
  });
  await kitchen.reload();
  await button(kitchen, "Use a passkey").click(LONG);
  await isInside(kitchen);
  await kitchen.getByRole("button", { name: /^Listen to the message from You/ }).click(LONG);
  await kitchen.getByLabel(/^Message from You, \d seconds?$/).waitFor(LONG);
});

test("an authenticator without PRF is told from one that opens, and leaves nothing behind", async () => {
  const [old, authenticator] = await openPage(false);
  await signIn(old, "Robin", CHOSEN);
  await isInside(old);
  await openSetting(old, "Ways in");
  await button(old, "Add a passkey").click(LONG);
  await button(old, "Use my passphrase").click();
  await passphrase(old).fill(CHOSEN);
  await button(old, "Add a passkey").click();
  await old.getByText("That kind of passkey could sign you in, but not open your recordings.").waitFor(LONG);
  expect(await old.locator(".passkey").count()).toBe(1);
  await expect.poll(() => authenticator.count()).toBe(0);
  await old.context().close();
});

test("one that was removed is forgotten by the device, too", async () => {
  await openSetting(kitchen, "Ways in");
  await button(kitchen, /^Remove: .*, made /).click(LONG);
  await button(kitchen, "Remove").click();
  await kitchen.locator(".passkey").waitFor({ state: "detached", timeout: 30_000 });
  await expect.poll(() => finger.count()).toBe(0);
  await button(kitchen, "Back").click();
  await signOut(kitchen);
  await button(kitchen, "Use a passkey").click();
  await kitchen.getByText("No passkey was used.").waitFor(LONG);
  await collectPrf(kitchen);
});

/** A secret as it may stand in a request. */
const forms = (secret: Buffer): readonly Buffer[] => [
  secret,
  ...(["hex", "base64", "base64url"] as const).map((form) =>
    Buffer.from(secret.toString(form).replace(/=+$/, "")),
  ),
];

test("no request ever held the passphrase or what the PRF gave, and no page complained", () => {
  const bodies = sent.filter((request) => request.includes("/sign-in/passkey") || request.includes("/slots"));
  expect(bodies.length).toBeGreaterThan(8);
  // Made or first asked for, signed in, signed in anew, and one for the question about its removal.
  expect(prfOutputs.length).toBeGreaterThanOrEqual(4);
  for (const secret of [...[PASSPHRASE, CHOSEN].map((text) => Buffer.from(text)), ...prfOutputs])
    for (const form of forms(secret)) expect(sent.filter((request) => request.includes(form))).toEqual([]);
  // Nor what such a field would be called.
  expect(sent.filter((request) => request.includes("clientExtensionResults"))).toEqual([]);
  expect(complaints).toEqual([]);
});
