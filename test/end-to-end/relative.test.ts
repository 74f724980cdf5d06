/** A relative's post, in two browsers over the real processes: spoken, heard by a guardian first, played by the toy, answered, shared. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { expectManners, PHONE } from "../support/expect-manners.ts";
import { openSetting } from "../support/page-doors.ts";
import { claimHub, findToy } from "../support/page-entry.ts";
import { inviteRelative, letIn } from "../support/relatives-entry.ts";
import { RunningStack } from "../support/running-stack.ts";
import { speak } from "../support/speech.ts";

const LONG = { timeout: 90_000 };
const PASSPHRASE = "four lanterns beside our kettle";

let stack: RunningStack;
let browser: Browser;
let robin: Page;
let grandma: Page;
const complaints: string[] = [];

const button = (page: Page, name: string | RegExp) =>
  page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name });

async function openPage(address: string): Promise<Page> {
  const context = await browser.newContext({ viewport: PHONE });
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  // What a form is made of, a browser does not tell about a request that carries files.
  await page.addInitScript(() => {
    const forms: string[] = [];
    const real = globalThis.fetch;
    Object.assign(globalThis, {
      forms,
      fetch: (path: string, init: RequestInit) => {
        if (init.body instanceof FormData) forms.push(`${path} ${[...init.body.keys()]}`);
        return real(path, init);
      },
    });
  });
  await page.goto(address);
  return page;
}

async function picture(page: Page, name: string): Promise<void> {
  if (process.env.PAWPOST_PICTURES === undefined) return;
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({
      path: `${process.env.PAWPOST_PICTURES}/${name}-${colorScheme}.png`,
      fullPage: true,
    });
  }
}

beforeAll(async () => {
  const voice = await speak("Good night, little bear. Sleep well.", { rate: 48_000 });
  [stack, browser] = await Promise.all([RunningStack.start({ cheapHash: true }), openBrowser(voice)]);
  robin = await openPage(stack.address);
  await claimHub(robin, stack.claimCode, "Robin", PASSPHRASE);
  await findToy(robin, "Bear", "Mika");
  await robin.getByText("Its heart blinks. Press its blue hand.").waitFor(LONG);
  await button(robin, "Blue hand").click();
  await robin.getByText("Nothing here yet. Say good night?").waitFor(LONG);
  await openSetting(robin, "People");
  grandma = await openPage(await inviteRelative(robin, "Grandma", PASSPHRASE));
  await letIn(robin, grandma, { name: "Grandma", passphrase: PASSPHRASE, child: "Mika" });
  await robin.goto(stack.address);
  await robin.getByRole("heading", { name: "Post for Mika" }).waitFor(LONG);
});

afterAll(async () => {
  if (process.env.PAWPOST_DEBUG) console.log([...complaints, ...(stack?.lines ?? [])].join("\n"));
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
});

async function recordAndSend(milliseconds: number): Promise<void> {
  await button(grandma, "Record a message for Mika").click();
  await button(grandma, /^Stop/).waitFor(LONG);
  await grandma.waitForTimeout(milliseconds);
  await button(grandma, /^Stop/).click();
  const send = button(grandma, /^Send/);
  const quiet = button(grandma, "Send anyway");
  // The recorded voice is over: what the microphone hears now may be near to nothing.
  await expect.poll(async () => (await quiet.isVisible()) || (await send.isEnabled()), LONG).toBe(true);
  if (await quiet.isVisible()) await quiet.click();
  await expect.poll(() => send.isEnabled(), LONG).toBe(true);
  await send.click();
}

test("one large button, letters that are read without glasses, and nothing else to press", async () => {
  const record = button(grandma, "Record a message for Mika");
  const box = await record.boundingBox();
  expect(box?.height ?? 0).toBeGreaterThanOrEqual(0.4 * PHONE.height);
  const sizes = await grandma.evaluate(() =>
    [...document.querySelectorAll("main :is(p, span, button, h1, h2, summary, label)")].map((each) =>
      Number.parseFloat(getComputedStyle(each).fontSize),
    ),
  );
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(24);
  await picture(grandma, "relative-home");
  await expectManners(grandma);
});

test("what she says waits until a guardian has heard it to its end and approved it; then the toy plays it", async () => {
  await button(grandma, "Record a message for Mika").click();
  const stop = button(grandma, /^Stop/);
  await stop.waitFor(LONG);
  await grandma.waitForTimeout(3_000);
  await picture(grandma, "relative-recording");
  await stop.click();
  const send = button(grandma, /^Send/);
  await expect.poll(() => send.isEnabled(), LONG).toBe(true);
  await picture(grandma, "relative-review");
  await expectManners(grandma);
  // Nothing more is to be seen, but for who asks for it.
  expect(await grandma.getByRole("slider", { name: "Begins at" }).count()).toBe(0);
  await grandma.getByText("More: cut it, give it a title").click();
  await button(grandma, "Cut start").click();
  expect(await grandma.getByRole("slider", { name: "Begins at" }).inputValue()).toBe("500");
  await button(grandma, "Add a title").click();
  await grandma.getByRole("textbox", { name: "Title (optional)" }).fill("The sea");
  await picture(grandma, "relative-review-more");
  await expectManners(grandma);
  await expect.poll(() => send.isEnabled(), LONG).toBe(true);
  await send.click();
  await grandma.getByText("Waiting for a guardian to listen").waitFor(LONG);
  // Nothing readable left her phone: the announcement, and the sealed file.
  const forms = await grandma.evaluate(() => (globalThis as { forms?: string[] }).forms);
  expect([...new Set(forms)]).toEqual(["/api/v1/post/sealed meta,sealed"]);

  const row = robin.locator('li[data-state="awaiting_approval"]').first();
  await row.getByText(/^Grandma wants to send 0:0\d\. Listen and approve$/).waitFor(LONG);
  const id = await row.getAttribute("data-message");
  await row.getByRole("button", { name: /^Listen to the message from Grandma/ }).click();
  const approve = row.getByRole("button", { name: "Approve" });
  await approve.waitFor(LONG);
  expect(await approve.isDisabled()).toBe(true);
  await picture(robin, "guardian-approval");
  await expectManners(robin);
  await expect.poll(() => approve.isEnabled(), LONG).toBe(true);
  await row.getByText("The sea").waitFor(LONG);
  await approve.click();

  const sent = robin.locator(`li[data-message="${id}"]`);
  await expect.poll(() => sent.getAttribute("data-state"), LONG).toBe("on_toy");
  await grandma.getByText("Mika’s bear has it").waitFor(LONG);
  await button(robin, "Blue hand").click();
  await expect.poll(() => sent.getAttribute("data-state"), LONG).toBe("played");
  await grandma.getByText(/^Heard /).waitFor(LONG);
});

test("those that were heard to their end go with one press, and not before", async () => {
  const waiting = robin.locator('li[data-state="awaiting_approval"]');
  const all = robin.getByRole("button", { name: /^Approve all/ });
  for (let n = 1; n <= 2; n += 1) {
    await recordAndSend(1_500);
    await expect.poll(() => waiting.count(), LONG).toBe(n);
  }
  for (let n = 0; n < 2; n += 1) {
    expect(await all.count()).toBe(0);
    const row = waiting.nth(n);
    await row.getByRole("button", { name: /^Listen to the message from Grandma/ }).click();
    await expect.poll(() => row.getByRole("button", { name: "Approve" }).isEnabled(), LONG).toBe(true);
  }
  await expectManners(robin);
  await picture(robin, "guardian-approves-all");
  await robin.getByRole("button", { name: "Approve all 2 that you heard" }).click();
  await expect.poll(() => waiting.count(), LONG).toBe(0);
  expect(await all.count()).toBe(0);
  await robin.locator('li[data-state="on_toy"]').first().waitFor(LONG);
  // Both are heard, so that what comes next is as it was.
  for (let n = 0; n < 2; n += 1) {
    await robin.locator('li[data-state="on_toy"]').first().waitFor(LONG);
    const id = await robin.locator('li[data-state="on_toy"]').first().getAttribute("data-message");
    await button(robin, "Blue hand").click();
    await expect
      .poll(() => robin.locator(`li[data-message="${id}"]`).getAttribute("data-state"), LONG)
      .toBe("played");
  }
});

test("what the child answers is the guardians' until one of them shares it; then she plays it, and not after it was taken back", async () => {
  await button(robin, "Red hand").click();
  await robin.waitForTimeout(2_500);
  await button(robin, "Red hand").click();
  const answer = robin.locator("li.from-toy").first();
  await answer.getByText("Kept safe. Nobody else has it").waitFor(LONG);
  expect(await grandma.locator("li.from-toy").count()).toBe(0);
  await answer.getByRole("button", { name: "Share what Mika said" }).click();
  await picture(robin, "guardian-sharing");
  await expectManners(robin);
  await answer.getByRole("button", { name: "Share with Grandma" }).click();
  await answer.getByText("Shared with Grandma").waitFor(LONG);

  const play = button(grandma, /^Play what Mika said/);
  await play.waitFor(LONG);
  await expectManners(grandma);
  await picture(grandma, "relative-answer");
  await play.click();
  const audio = grandma.locator("li.from-toy audio");
  await audio.waitFor(LONG);
  await expect
    .poll(() => audio.evaluate((player) => (player as HTMLAudioElement).duration > 1), LONG)
    .toBe(true);

  await answer.getByRole("button", { name: "Take it back from Grandma" }).click();
  await answer.getByText("Kept safe. Nobody else has it").waitFor(LONG);
  await expect.poll(() => grandma.locator("li.from-toy").count(), LONG).toBe(0);
});

test("what a guardian does not let through comes back with a kind word", async () => {
  await recordAndSend(2_000);
  const row = robin.locator('li[data-state="awaiting_approval"]').first();
  await row.getByRole("button", { name: "Not this one" }).click(LONG);
  await picture(robin, "guardian-decline");
  await expectManners(robin);
  await row.getByRole("button", { name: "Hard to hear" }).click();
  await grandma.getByText("It was hard to hear. Please record it again, a little closer.").waitFor(LONG);
  expect(complaints).toEqual([]);
});

test("she moves to an app by typing a code; the old page and the guardians are told", async () => {
  await button(grandma, "Move to another phone or app").click();
  await button(grandma, "Make a code").click(LONG);
  const code = grandma.locator(".groups code");
  await code.first().waitFor(LONG);
  const groups = await code.allTextContents();
  await picture(grandma, "relative-moving");
  await expectManners(grandma);
  const app = await openPage(stack.address);
  await button(app, "I have a code from my other page").click(LONG);
  await app.getByRole("textbox", { name: "Code" }).fill(groups.join(" "));
  await button(app, "Go on here").click();
  await app.getByRole("heading", { name: "Post for Mika" }).waitFor(LONG);
  await app.getByText("It was hard to hear. Please record it again, a little closer.").waitFor(LONG);
  await button(grandma, "Back").click();
  await grandma.getByText("Your post is also open elsewhere").waitFor(LONG);
  await picture(grandma, "relative-moved");
  // By itself from now on, and on from there.
  await app.reload();
  await app.getByRole("heading", { name: "Post for Mika" }).waitFor(LONG);
  await button(app, "Move to another phone or app").click();
  await button(app, "Make a code").click(LONG);
  await app.locator(".groups code").first().waitFor(LONG);
  await robin
    .getByText(/Grandma signed in on a new device/)
    .first()
    .waitFor(LONG);
  expect(complaints).toEqual([]);
});
