/** How long messages are kept, on the real page: the star, an erasing with its ten seconds, a keep-time, a child and its receipt. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { cheapArgon2 } from "../support/cheap-hash.ts";
import { claimToy, untilHouse } from "../support/claim-bear.ts";
import { expectManners, PHONE } from "../support/expect-manners.ts";
import { cookieFetch, Guardian, hum, prepareClip } from "../support/guardian.ts";
import { openHome, openSetting } from "../support/page-doors.ts";
import { signIn } from "../support/page-entry.ts";
import { RunningStack } from "../support/running-stack.ts";
import { toyHands } from "../support/toy-hands.ts";

const LONG = { timeout: 90_000 };
const PASSPHRASE = "four lanterns beside our kettle";

let stack: RunningStack;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  [stack, browser] = await Promise.all([RunningStack.start({ cheapHash: true }), openBrowser()]);
  const guardian = await Guardian.claim(
    cookieFetch(() => stack.address),
    stack.claimCode,
    "Robin",
    PASSPHRASE,
    cheapArgon2,
  );
  const hands = toyHands(`${stack.runFolder.path}/toy.sock`);
  const toy = await claimToy(guardian, hands, { toyName: "Bear", childName: "Kit" });
  await hands.power(false);
  await untilHouse(guardian, ({ toys }) => toys[0]?.connected === false);
  const clip = await prepareClip(hum(1, 1), 16_000);
  for (let n = 0; n < 3; n++) await guardian.send(clip, toy);
  const context = await browser.newContext({ viewport: PHONE });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: stack.address });
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(stack.address);
  await signIn(page, "Robin", PASSPHRASE);
  await page.getByText("Signed in as Robin").waitFor(LONG);
});

afterAll(async () => {
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
});

const rows = () => page.locator(".messages > .message");
const button = (name: string | RegExp, within = page.locator("body")) => within.getByRole("button", { name });
async function showWhoIsThere(): Promise<void> {
  await page.locator("#step-up-passphrase").fill(PASSPHRASE);
  await page.locator("dialog button[type=submit]").click();
  await page.locator("dialog").waitFor({ state: "detached", ...LONG });
}
test("a message says until when it is kept, and a star keeps it longer", async () => {
  const row = rows().nth(0);
  await button(/^More about/, row).click();
  await row.getByText(/^Kept until .*, then erased$/).waitFor();
  await button("Keep it", row).click();
  await row.getByText("With a star: kept until you erase it").waitFor();
  await button("Erase …", row).click();
  await row.getByRole("heading", { name: "Erase this message?" }).waitFor();
  await expectManners(page);
  expect(complaints).toEqual([]);
  await button("Not now", row).click();
  await button("Close", row).click();
});

test("erased, it can be had back for ten seconds; then it goes, from this page by itself", async () => {
  const erase = async () => {
    await button(/^More about/, rows().nth(1)).click();
    await button("Erase …", rows().nth(1)).click();
    await button("Erase", rows().nth(1)).click();
  };
  const gone = await rows().nth(1).getAttribute("data-message");
  await erase();
  await page.locator("dialog").waitFor(LONG);
  await showWhoIsThere();
  await rows().nth(1).getByText("Erased in ten seconds").waitFor(LONG);
  await button("Keep it after all", rows().nth(1)).click();
  await button(/^More about/, rows().nth(1)).waitFor(LONG);
  await erase();
  await expect.poll(() => rows().count(), { timeout: 20_000 }).toBe(2);
  expect(await page.locator(`[data-message="${gone}"]`).count()).toBe(0);
});

test("a child's time of keeping is chosen, its messages are erased by its name, and a receipt says so", async () => {
  await openSetting(page, "What is kept");
  await page.getByRole("heading", { name: "What is kept" }).waitFor(LONG);
  const card = page.locator(".card.kept").first();
  await card.getByText(/^2 messages, \d+ kB, 1 with a star$/).waitFor(LONG);
  await card.getByLabel("Keep for").selectOption("For ever");
  await card.getByText(/^For ever means/).waitFor(LONG);
  await card.getByLabel("Keep for").selectOption("30 days");
  await card.getByText(/^Older ones are erased/).waitFor(LONG);
  await button("Erase everything of Kit …", card).click();
  const sure = button("Erase", card).last();
  expect(await sure.isDisabled()).toBe(true);
  await card.getByText("Bear is free then: still the family’s, for another child.").waitFor();
  await card.getByLabel("To be sure, type the name").fill("kit");
  await expectManners(page);
  expect(complaints).toEqual([]);
  await sure.click();
  await showWhoIsThere();
  await page.getByText("A child, with 2 messages. Done", { exact: false }).waitFor(LONG);
  await button("Receipt 3").or(button("Receipt 2")).first().click();
  await page.getByText("No backup holds a copy.").waitFor();
  await button("Copy").click();
  await button("Copied").waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
    /^Pawpost: receipt \d+ for an erasing\nA child, with 2 messages\./,
  );
  await expectManners(page);
  expect(complaints).toEqual([]);
  expect(await page.locator("body").textContent()).not.toContain("Kit");
});

test("its toy is free, and goes to another child", async () => {
  await openHome(page);
  await page.getByRole("heading", { name: "Bear is free" }).waitFor(LONG);
  expect(await button("Record").count()).toBe(0);
  await expectManners(page);
  await button("Toys").click();
  await page.getByText("Free: with no child.").waitFor(LONG);
  await button("Give it to a child: Bear").click();
  await page.getByText("It may still hold what it was given before.").waitFor();
  await page.getByRole("textbox", { name: "Child’s name" }).fill("Noa");
  await expectManners(page);
  await button("Hand it over").click();
  await showWhoIsThere();
  await page.getByText("With Noa", { exact: true }).waitFor(LONG);
  await button("Back").click();
  await page.getByRole("heading", { name: "Post for Noa" }).waitFor(LONG);
  await openSetting(page, "What is kept");
  expect(complaints).toEqual([]);
});

test("everything is erased by one's own name; the hub ends, and the one that comes back knows nobody", async () => {
  await button("Erase everything …").click();
  await page.getByLabel("To be sure, type your own name (Robin)").fill("Robin");
  await expectManners(page);
  expect(complaints).toEqual([]);
  await page.getByText("Bear leaves the family, and is emptied if it is near", { exact: false }).waitFor();
  await button(/^Erase everything$/).click();
  await showWhoIsThere();
  await page.getByRole("heading", { name: "Everything is erased" }).waitFor(LONG);
  await page.getByText("Bear left the family.", { exact: false }).waitFor();
  await expectManners(page);
  expect(complaints).toEqual([]);
  await expect.poll(() => stack.lines.some((line) => line.includes("the hub begins anew")), LONG).toBe(true);
  await stack.begin("hub");
  expect(stack.claimCode).toMatch(/^[0-9A-Z-]{14}$/);
  await page.goto(stack.address);
  await page.getByRole("textbox", { name: "One-time code" }).waitFor(LONG);
});
