/**
 * A mailbox of four on the real page and the real processes: switched on by a guardian who has read what it may cost, filled, heard one after
 * the other by the paw, answered by the other, and switched off.
 */
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeMessage } from "../../hub/audio/message-codec/decode-message.ts";
import type { MessageView, ToyView } from "../../hub/contract/api.ts";
import { openBrowser } from "../support/browser.ts";
import { cheapArgon2 } from "../support/cheap-hash.ts";
import { claimToy } from "../support/claim-bear.ts";
import { type Clip, cookieFetch, Guardian, hum, prepareClip } from "../support/guardian.ts";
import { likeness } from "../support/likeness.ts";
import { signIn } from "../support/page-entry.ts";
import { findFaintWords, findSmallTargets, findUnnamedControls } from "../support/page-manners.ts";
import { RunningStack } from "../support/running-stack.ts";
import { type ToyHands, toyHands } from "../support/toy-hands.ts";

const LONG = { timeout: 90_000 };
const WAIT = { timeout: 90_000, interval: 60 };
const NAME = "Robin";
const PASSPHRASE = "four lanterns beside our kettle";

let stack: RunningStack;
let browser: Browser;
let page: Page;
let guardian: Guardian;
let hands: ToyHands;
let toy: ToyView;
const sent: { readonly id: string; readonly clip: Clip }[] = [];
const complaints: string[] = [];
/** Of the blue hand, once the mailbox is on. */
let presses = 0;

const picture = async (name: string) => {
  const folder = process.env.PAWPOST_PICTURES;
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
};
const messages = async (): Promise<readonly MessageView[]> => (await guardian.state()).messages;
const now = async () => (await guardian.state()).toys[0];
const lies = async () =>
  Promise.all(sent.map(async ({ id }) => (await messages()).find((message) => message.id === id))).then(
    (all) => all.map((message) => [message?.state, message?.slot]),
  );
async function send(): Promise<void> {
  const clip = await prepareClip(hum(1, sent.length), 16_000, Math.random);
  sent.push({ id: (await guardian.send(clip, toy)).id, clip });
}
const isHeard = async (clip: Clip): Promise<boolean> => {
  const heard = await hands.heard();
  return heard !== undefined && likeness(heard, decodeMessage(clip.toyBytes).samples) > 0.95;
};

/**
 * As a child does: whoever hears nothing presses again. Where a busy machine lost the link, the paws are dead until it is back, and of that press
 * nobody knows.
 */
async function pressUntil(isOver: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 4; tries += 1) {
    presses += 1;
    await hands.press("play");
    const heard = expect.poll(isOver, { timeout: 25_000, interval: 60 }).toBe(true);
    if (await heard.then(() => true).catch(() => false)) return;
  }
  expect.fail(`pressed four times, and nothing came of it: ${JSON.stringify(await hands.state())}`);
}

beforeAll(async () => {
  [stack, browser] = await Promise.all([RunningStack.start({ cheapHash: true }), openBrowser()]);
  hands = toyHands(join(stack.runFolder.path, "toy.sock"));
  guardian = await Guardian.claim(
    cookieFetch(() => stack.address),
    stack.claimCode,
    NAME,
    PASSPHRASE,
    cheapArgon2,
  );
  toy = await claimToy(guardian, hands, { toyName: "Bruno", childName: "Mika" });
  page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(stack.address);
  await signIn(page, NAME, PASSPHRASE);
  await page.getByRole("button", { name: "Toys", exact: true }).click(LONG);
  await page.getByRole("heading", { name: "Toys", level: 1 }).waitFor(LONG);
});

afterAll(async () => {
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
});

test("a guardian reads what it may cost, and switches it on; the paws are answered from the hub", async () => {
  const wish = page.getByRole("checkbox", { name: "Up to four messages on Bruno" });
  expect(await wish.isChecked()).toBe(false);
  await page.getByText("On trial: not yet seen on a real toy.").waitFor(LONG);
  await page.getByText("both its hands may be dead until it comes back").waitFor(LONG);
  await wish.click();
  await page.getByText("Bruno holds up to four messages from now on").waitFor(LONG);
  await page.getByText("Its hands are answered by the hub now.").waitFor(LONG);
  await page.getByText("2 to 5: room for 4 more messages.").waitFor(LONG);
  expect(await now()).toMatchObject({ mailbox: true, answering: true });
});

test("four lie there and are told one by one, a fifth waits and says why", async () => {
  for (let count = 0; count < 5; count += 1) await send();
  // A link that a busy machine lost meanwhile leaves some of them unsure whether they were heard.
  const onToy = expect.stringMatching(/^on_toy(?:_unconfirmed)?$/);
  await expect.poll(lies, WAIT).toEqual([
    [onToy, 1],
    [onToy, 2],
    [onToy, 3],
    [onToy, 4],
    ["queued", null],
  ]);
  await page.getByText("2 to 5: full (4 of 4).").waitFor(LONG);
  await page
    .getByText(
      /^3: from .*, on it since .*(?:it comes after those before it|Whether it was heard could not be seen)/,
    )
    .waitFor(LONG);
  const fifth = (await messages()).find(({ id }) => id === sent[4]?.id);
  expect(fifth?.waitsFor).toEqual({ reason: "full" });
  await expect.poll(async () => (await hands.state()).heart.mode, WAIT).toBe("pattern");
  expect(findUnnamedControls(await page.locator("body").ariaSnapshot())).toEqual([]);
  expect(await page.evaluate(findSmallTargets)).toEqual([]);
  expect(await page.evaluate(findFaintWords)).toEqual([]);
  for (const [name, width, height] of [
    ["phone", 390, 844],
    ["narrow", 320, 700],
    ["wide", 1280, 900],
  ] as const) {
    await page.setViewportSize({ width, height });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await picture(`mailbox-${name}`);
  }
  await page.emulateMedia({ colorScheme: "dark" });
  await picture("mailbox-wide-dark");
  await page.setViewportSize({ width: 390, height: 844 });
  await picture("mailbox-phone-dark");
  await page.emulateMedia({ colorScheme: "light" });
});

test("the paw plays one after the other, and each is told as heard; the next one moves up and the fifth comes", async () => {
  for (const [index, { id, clip }] of sent.entries()) {
    const state = async () => (await messages()).find((message) => message.id === id)?.state;
    await expect.poll(state, WAIT).toMatch(/^on_toy/);
    // A press within eight seconds is for the one before.
    if (index > 0) await new Promise((soon) => setTimeout(soon, 8_500));
    await expect.poll(async () => (await now())?.answering, WAIT).toBe(true);
    await pressUntil(async () => (await state()) === "played");
    expect(await isHeard(clip), `message ${index}`).toBe(true);
  }
  const { heard } = await hands.state();
  expect(heard).toBeGreaterThanOrEqual(sent.length);
  // Nothing plays that nobody pressed for.
  expect(heard).toBeLessThanOrEqual(presses);
  await page.getByText("2 to 5: room for 4 more messages.").waitFor(LONG);
});

test("the other paw records with the heart lit, and the answer comes home", async () => {
  await expect.poll(async () => (await now())?.answering, WAIT).toBe(true);
  await hands.say(Int16Array.from(hum(2, 9, 8_000), (sample) => sample * 32_767));
  await hands.press("record");
  await expect.poll(async () => (await hands.state()).heart.mode, WAIT).toBe("on");
  await new Promise((soon) => setTimeout(soon, 1_500));
  await hands.press("record");
  const answer = async () => (await messages()).find(({ direction }) => direction === "from-toy");
  await expect.poll(async () => (await answer())?.state, WAIT).toBe("received");
  expect((await guardian.listen((await answer())?.id ?? "")).wav.byteLength).toBeGreaterThan(8_000);
});

test("switched off, the toy is as it came", async () => {
  await page.getByRole("checkbox", { name: "Up to four messages on Bruno" }).click();
  await page.getByText("Bruno holds one message at a time again").waitFor(LONG);
  await expect.poll(async () => (await now())?.answering, WAIT).toBe(false);
  const { heard } = await hands.state();
  await pressUntil(async () => (await hands.state()).heard > heard);
  expect(complaints).toEqual([]);
});
