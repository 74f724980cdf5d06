/** Two browsers and a third: a guardian invites, a second guardian joins and hears an old clip, a relative joins and goes again, and so does the second guardian. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { expectManners, PHONE } from "../support/expect-manners.ts";
import { openSetting } from "../support/page-doors.ts";
import { claimHub, findToy } from "../support/page-entry.ts";
import { RunningStack } from "../support/running-stack.ts";
import { speak } from "../support/speech.ts";

const LONG = { timeout: 90_000 };
const PASSPHRASE = "four lanterns beside our kettle";
const SECOND = "seven harbours under one umbrella";

let stack: RunningStack;
let browser: Browser;
let robin: Page;
let kim: Page;
let grandma: Page;
let grandmasLink: string;
const complaints: string[] = [];

async function openPage(address: string): Promise<Page> {
  const context = await browser.newContext({ viewport: PHONE });
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(address);
  return page;
}
async function picture(page: Page, name: string): Promise<void> {
  if (process.env.PAWPOST_PICTURES === undefined) return;
  for (const viewport of [PHONE, { width: 1280, height: 900 }]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const path = `${process.env.PAWPOST_PICTURES}/${name}-${viewport.width}-${colorScheme}.png`;
      await page.screenshot({ path, fullPage: true });
    }
  }
  await page.setViewportSize(PHONE);
}
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** Robin's passphrase, wherever the page asks who is there. */
async function showRobin(): Promise<void> {
  await robin.locator("dialog").getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await button(robin, "It is me").click();
}

async function linkFor(name: string, as: RegExp): Promise<string> {
  await button(robin, "Invite somebody").click();
  await robin.getByRole("radio", { name: as }).check();
  await robin.getByRole("textbox", { name: "Their name" }).fill(name);
  await expectManners(robin);
  await button(robin, "Make the link").click();
  // Asked once in five minutes.
  const link = robin.getByRole("textbox", { name: "Link" });
  await robin.locator("dialog").or(link).first().waitFor(LONG);
  if (await robin.locator("dialog").isVisible()) await showRobin();
  await link.waitFor(LONG);
  return link.inputValue();
}

beforeAll(async () => {
  const voice = await speak("Good night, little bear.", { rate: 48_000 });
  [stack, browser] = await Promise.all([RunningStack.start({ cheapHash: true }), openBrowser()]);
  robin = await openPage(stack.address);
  await claimHub(robin, stack.claimCode, "Robin", PASSPHRASE);
  await findToy(robin, "Bear", "Mika");
  await robin.getByText("Its heart blinks. Press its blue hand.").waitFor(LONG);
  await button(robin, "Blue hand").click();
  await robin.getByText("Nothing here yet. Say good night?").waitFor(LONG);
  await robin.getByLabel("Choose a sound file").setInputFiles(voice);
  await button(robin, "Send").click(LONG);
  await robin.locator("[data-message]").first().waitFor(LONG);
  await openSetting(robin, "People");
});

afterAll(async () => {
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
});

test("a second guardian joins by a link, waits through a reload, and hears what was sent before", async () => {
  const link = await linkFor("Kim", /A guardian/);
  expect(link).toMatch(/\/join#1\.[\w-]{22}\.[\w-]{22}\.[\w-]{43}$/);
  await robin.getByRole("img", { name: "Picture to scan: the link for Kim" }).waitFor();
  await expectManners(robin);
  await button(robin, "Done").click();

  kim = await openPage(link);
  await kim.getByRole("heading", { name: "Become a guardian" }).waitFor(LONG);
  // The secret is gone from the address, and from what "back" leads to.
  expect(new URL(kim.url())).toMatchObject({ pathname: "/join", hash: "" });
  await kim.reload();
  await kim.getByLabel("Passphrase", { exact: true }).fill("Robin and Kim and Mika");
  await kim.getByText("count for nothing").waitFor(LONG);
  expect(await button(kim, "Join").isDisabled()).toBe(true);
  await kim.getByLabel("Passphrase", { exact: true }).fill(SECOND);
  await expectManners(kim);
  await button(kim, "Join").click(LONG);
  await kim.getByRole("heading", { name: "Waiting for Robin" }).waitFor(LONG);
  await kim.reload();
  await kim.getByRole("heading", { name: "Waiting for Robin" }).waitFor(LONG);
  await expectManners(kim);

  await button(robin, "Let them in: Kim").waitFor(LONG);
  await expectManners(robin);
  expect(await robin.locator(".digits").textContent()).toBe(await kim.locator(".digits").textContent());
  await button(robin, "Let them in: Kim").click();
  await showRobin();
  await kim.getByText("Signed in as Kim").waitFor(LONG);
  expect(new URL(kim.url()).pathname).toBe("/");
  await kim.getByRole("button", { name: /^Listen to the message from Robin/ }).click();
  await kim.locator("audio").first().waitFor(LONG);
  await kim.reload();
  await kim.getByText("Signed in as Kim").waitFor(LONG);
});

test("a relative joins without a passphrase, and is in again whenever the page is opened", async () => {
  grandmasLink = await linkFor("Grandma", /A relative/);
  await button(robin, "Done").click();
  grandma = await openPage(grandmasLink);
  await grandma.getByRole("heading", { name: "Hello, Grandma" }).waitFor(LONG);
  await grandma.getByText("Robin listens before they reach the toy.").waitFor();
  await expectManners(grandma);
  await button(grandma, "Join").click();
  await grandma.getByRole("heading", { name: "Waiting for Robin" }).waitFor(LONG);
  await button(robin, "Let them in: Grandma").click(LONG);
  await showRobin();
  await grandma.getByRole("heading", { name: "Post for Mika" }).waitFor(LONG);
  await grandma.context().clearCookies();
  await grandma.reload();
  await grandma.getByRole("heading", { name: "Post for Mika" }).waitFor(LONG);

  const late = await openPage(grandmasLink);
  await late.getByRole("heading", { name: "This link was used already." }).waitFor(LONG);
  await late.goto(`${stack.address}/join#1.AAAA`);
  await late.getByRole("heading", { name: "This link is not whole." }).waitFor(LONG);
  await expectManners(late);
  await late.context().close();
});

test("a relative's rights are told in words, changed, and taken away with the person", async () => {
  const row = robin.getByRole("listitem").filter({ hasText: "Grandma" });
  await row.getByText("Sends to Mika once a guardian has listened").waitFor(LONG);
  await button(robin, "Change what Grandma may do").click();
  await expectManners(robin);
  await robin.getByRole("checkbox", { name: "Their messages go to the toy at once" }).check();
  await button(robin, "Save").click();
  await showRobin();
  await row.getByText("Sends to Mika at once").waitFor(LONG);
  await button(robin, "Remove Grandma").click();
  await robin.locator("form").getByRole("button", { name: "Remove", exact: true }).click();
  await showRobin();
  await robin.getByText("Nobody yet.").waitFor(LONG);
  await grandma.reload();
  await grandma
    .getByRole("heading", { name: "This device is not on the family’s list any more." })
    .waitFor(LONG);
  expect(complaints).toEqual([]);
});

test("a guardian is suspended, brought back, and removed with the paw of the toy, all under People", async () => {
  const row = robin.getByRole("listitem").filter({ hasText: "Kim" });
  const sure = robin.locator("form.note");
  await button(robin, "Suspend: Kim").click();
  await sure.getByRole("heading", { name: "Suspend Kim?" }).waitFor();
  await expectManners(robin);
  await picture(robin, "people-suspend");
  await sure.getByRole("button", { name: "Suspend", exact: true }).click();
  await showRobin();
  await row.getByText(/^Suspended by Robin, .*: may listen and send, and change nothing\.$/).waitFor(LONG);
  await kim.getByText("Robin has suspended you.").waitFor(LONG);
  await openSetting(kim, "People");
  await kim.getByText("Suspended by Robin").waitFor(LONG);
  expect(await kim.getByRole("button", { name: /: Robin$/ }).count()).toBe(0);

  await button(robin, "Lift it: Kim").click();
  await sure.getByRole("button", { name: "Lift it", exact: true }).click();
  await showRobin();
  await button(robin, "Suspend: Kim").waitFor(LONG);
  await button(kim, "Suspend: Robin").waitFor(LONG);
  await picture(robin, "people");

  await button(robin, "Remove: Kim").click();
  await robin.getByText("Are you at the hub?").waitFor();
  await expectManners(robin);
  await picture(robin, "people-presence");
  await button(robin, "Press a paw").click();
  await robin.getByText("Press the blue hand of one of the toys").waitFor(LONG);
  await button(robin, "Blue hand").click();
  await sure.getByRole("heading", { name: "Remove Kim for good?" }).waitFor(LONG);
  await sure.getByRole("button", { name: "Remove", exact: true }).click();
  await showRobin();
  await kim.getByText("This device was signed out by Robin").waitFor(LONG);
  await robin.getByText("You are the only one.").waitFor(LONG);
  expect(await row.count()).toBe(0);
  expect(complaints).toEqual([]);
});
