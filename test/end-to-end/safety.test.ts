/** What there is to know and who heard what, on the real page; and what it says when the hub's history was rewritten. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { expectManners, PHONE } from "../support/expect-manners.ts";
import { forgeLedger } from "../support/forge-ledger.ts";
import { openHome, openSafety } from "../support/page-doors.ts";
import { RunningStack } from "../support/running-stack.ts";

const LONG = { timeout: 240_000 };
const PASSPHRASE = "four lanterns beside our kettle";

let stack: RunningStack;
let browser: Browser;
/** Two browsers of one guardian's. */
let kitchen: Page;
let phone: Page;
const complaints: string[] = [];

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const banner = (page: Page) => page.getByRole("region", { name: "Things to know" });
const lines = async (page: Page) => page.locator(".history li span").allTextContents();

async function openPage(): Promise<Page> {
  const page = await (await browser.newContext({ viewport: PHONE })).newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(stack.address);
  await page.getByRole("textbox", { name: "Your name" }).fill("Robin");
  await page.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  return page;
}

async function goToSafety(page: Page): Promise<void> {
  await openSafety(page);
  await page.getByRole("heading", { name: "Safety" }).waitFor(LONG);
}

beforeAll(async () => {
  [stack, browser] = await Promise.all([
    RunningStack.start({ cheapHash: true, only: ["hub"] }),
    openBrowser(),
  ]);
  kitchen = await openPage();
  await kitchen.getByRole("textbox", { name: "One-time code" }).fill(stack.claimCode);
  await button(kitchen, "Continue").click();
  await kitchen.getByText("Signed in as Robin").waitFor(LONG);
  phone = await openPage();
  await button(phone, "Sign in").click();
  await phone.getByText("Signed in as Robin").waitFor(LONG);
});

afterAll(async () => {
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
});

test("what happened elsewhere is told at once, with whether to worry and what to do", async () => {
  await banner(kitchen).getByText("You signed in on a new device").waitFor({ timeout: 10_000 });
  await banner(kitchen).getByRole("button", { name: "Look" }).click();
  await expect.poll(() => kitchen.evaluate(() => document.activeElement?.textContent)).toBe("Safety");
  const note = kitchen.getByRole("article").filter({ hasText: "You signed in on a new device" });
  await note.getByText("If that was meant to be, all is well.").waitFor();
  await note.getByText(/^If not: sign that device out/).waitFor();
});

test(
  "the history in words, by day, checked from its first entry, with who else checked it",
  LONG,
  async () => {
    await kitchen
      .getByText(/^Checked by this browser: all \d+ entries since .* Nothing was changed/)
      .waitFor(LONG);
    await kitchen.getByText("Here it begins.").waitFor(LONG);
    expect(await lines(kitchen)).toEqual([
      "You changed the list of who counts",
      "You signed in with the passphrase on a new device",
      "You became the first guardian",
    ]);
    await kitchen.getByRole("heading", { name: "Today" }).waitFor();
    const witnesses = kitchen.locator(".history-check li");
    await expect
      .poll(async () => (await witnesses.allInnerTexts()).join(), LONG)
      .toMatch(/You on this device/);
    await kitchen.getByRole("combobox", { name: "Show" }).selectOption("Hub and toys");
    await kitchen.getByText("Nothing of that kind in what is shown.").waitFor();
    await kitchen.getByRole("combobox", { name: "Show" }).selectOption("Everything");
    await expectManners(kitchen);
  },
);

test("“seen” is for this person, on every device, and is in the history", async () => {
  await button(kitchen, "I have seen it: You signed in on a new device").click();
  await kitchen.getByText("Nothing new that you should know.").waitFor({ timeout: 10_000 });
  await banner(phone).waitFor({ state: "detached", timeout: 10_000 });
  await goToSafety(phone);
  await phone.getByText("You noted what there was to know").waitFor(LONG);
  await phone.getByText("You signed in with the passphrase on a new device, this one").waitFor();
  await phone.getByText("Here it begins.").waitFor(LONG);
  await expect.poll(() => phone.locator(".history-check li").allInnerTexts(), LONG).toHaveLength(2);
});

test("the drill is begun by a button, goes on in sight, and says in words what held and what is broken", async () => {
  const drill = kitchen.getByRole("region", { name: "The drill" });
  await drill.getByText(/^There was no drill yet\./).waitFor(LONG);
  await drill.getByRole("button", { name: "Run the drill now" }).click();
  await drill.getByText(/^Trying … \d of 9 steps are done\.$/).waitFor(LONG);
  await drill.getByText(/: one step is broken\.$/).waitFor(LONG);
  const rows = drill.locator(".drill-steps > li");
  expect(await rows.evaluateAll((all) => all.map(({ className }) => className))).toEqual([
    "held",
    "held",
    "held",
    "held",
    "could-not-try", // there is no toy
    "broken", // and no backup
    "held",
    "held",
    "held",
  ]);
  await drill.getByText(/^There is no backup\./).waitFor();
  await rows.first().getByText("Held").click();
  await drill.getByText(/^Nobody was let in at any of its \d+ doors\.$/).waitFor();
});

test("what is found new while the history is being read stands in it, too", { timeout: 60_000 }, async () => {
  await openHome(phone);
  const elsewhere = await openPage();
  await button(elsewhere, "Sign in").click();
  await elsewhere.getByText("Signed in as Robin").waitFor(LONG);
  await elsewhere.context().close();
  // The first is read back from what this browser knew until now.
  const [asked, held] = [Promise.withResolvers<number>(), Promise.withResolvers<void>()];
  const READ = /\/ledger\?before=(\d+)/;
  await phone.route(
    READ,
    async (route) => {
      asked.resolve(Number(READ.exec(route.request().url())?.[1]));
      await held.promise;
      await route.continue();
    },
    { times: 1 },
  );
  await goToSafety(phone);
  const behind = await asked.promise;
  const checked = async () =>
    Number(
      /all (\d+)/.exec((await phone.getByText(/^Checked by this browser: all/).textContent()) ?? "")?.[1],
    );
  await expect.poll(checked, LONG).toBeGreaterThanOrEqual(behind);
  held.resolve();
  await phone
    .getByText("You signed in with the passphrase on a new device", { exact: true })
    .first()
    .waitFor({ timeout: 10_000 });
});

test("a history that somebody rewrote is said at home and on Safety, in red, until somebody knows why", async () => {
  await stack.stop("hub");
  // "You signed in on a new device", and every hash after it: nobody was ever there.
  await forgeLedger(join(stack.dataFolder, "hub"), "anew", (entries) =>
    entries.map((entry) => (entry.kind === "new-device" ? { ...entry, kind: "signed-in" } : entry)),
  );
  await stack.begin("hub");
  await kitchen.reload();
  await banner(kitchen).getByText("The history is not the one that this browser knows").waitFor(LONG);
  await expectManners(kitchen);
  await goToSafety(kitchen);
  const alarm = kitchen.locator(".note.broken");
  await alarm.getByText("Entries that this browser saw are not what they were.").waitFor(LONG);
  expect(await lines(kitchen)).toEqual([]);
  await expectManners(kitchen);
  // The other browser is told by the hub, too, and finds out by itself.
  await phone.reload();
  await banner(phone).getByText("The hub’s history does not hold together").waitFor(LONG);
  await banner(phone).getByText("The history is not the one that this browser knows").waitFor(LONG);

  await button(kitchen, "Begin with what is there now").click();
  await kitchen.getByText("Forget what this browser knew?").waitFor();
  await button(kitchen, "Begin with what is there now").click();
  await kitchen.getByText(/^Checked by this browser/).waitFor(LONG);
  await kitchen.getByText("Here it begins.").waitFor(LONG);
});

test("a hub that signs with another key is not taken for the one that it was", async () => {
  await stack.stop("hub");
  await rm(join(stack.dataFolder, "hub", "signing.key"));
  await stack.begin("hub");
  await kitchen.reload();
  await banner(kitchen).getByText("The history is not the one that this browser knows").waitFor(LONG);
  await goToSafety(kitchen);
  await kitchen.getByText("The hub signs it with another key than before.").waitFor(LONG);
  expect(complaints).toEqual([]);
});
