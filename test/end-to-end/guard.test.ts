/** What guardians see of a gap: the alert with what was found and how the toy was heard, and a recording that is kept apart until it was heard. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { encodeRecording } from "../../hub/audio/recording-codec/encode-recording.ts";
import { toIntegerSamples } from "../../hub/audio/samples.ts";
import { openBrowser } from "../support/browser.ts";
import { cheapArgon2 } from "../support/cheap-hash.ts";
import { expectManners, PHONE } from "../support/expect-manners.ts";
import { cookieFetch, Guardian, hum } from "../support/guardian.ts";
import { openHome, openSafety } from "../support/page-doors.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { RunningStack } from "../support/running-stack.ts";

const LONG = { timeout: 240_000 };
const NAME = "Robin";
const PASSPHRASE = "four lanterns beside our kettle";

let stack: RunningStack;
let browser: Browser;
let page: Page;
let ble: PlayedBle;
const complaints: string[] = [];

beforeAll(async () => {
  [stack, browser] = await Promise.all([
    RunningStack.start({ cheapHash: true, only: ["hub"] }),
    openBrowser(),
  ]);
  const guardian = await Guardian.claim(
    cookieFetch(() => stack.address),
    stack.claimCode,
    NAME,
    PASSPHRASE,
    cheapArgon2,
  );
  ble = await PlayedBle.open(stack);
  const { id } = await ble.claimedBy(guardian, "Bear", "Mika");
  ble.findStrange(id, "sound", "volume");
  ble.findStrange(id, "recording");
  const spoken = encodeRecording(toIntegerSamples(hum(2, 3, 8_000)), { bitsPerCode: 4 });
  await ble.offer(spoken, 2_000, true);
  page = await (await browser.newContext({ viewport: PHONE })).newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(stack.address);
  await page.getByRole("textbox", { name: "Your name" }).fill(NAME);
  await page.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText(`Signed in as ${NAME}`).waitFor(LONG);
});

afterAll(async () => {
  await browser?.close();
  await ble?.[Symbol.asyncDispose]();
  await stack?.[Symbol.asyncDispose]();
});

test(
  "an alert says what was found, when, and how the toy was heard, in words beside the picture",
  LONG,
  async () => {
    await openSafety(page);
    const note = page.getByRole("article").filter({ hasText: "Somebody else was connected to Bear" });
    const found = note.getByRole("region", { name: "What was found on Bear" });
    await found.getByText("Another sound lies on it.").waitFor(LONG);
    await found.getByText("It speaks at another volume.").waitFor();
    await found
      .getByText("It was heard 5 times, at -61 to -58 dBm. The longest silence: 20 seconds.")
      .waitFor();
    await found.getByText("It was not switched off in that time.").waitFor();
    await found.getByText("How it was heard").click();
    expect(await found.getByRole("row").count()).toBe(6);
    await page
      .getByRole("article")
      .filter({ hasText: "A recording was made on Bear while the hub was not with it" })
      .waitFor();
    await expectManners(page);
  },
);

test("a recording that nobody saw being made is let in once it was played to its end", LONG, async () => {
  await openHome(page);
  const row = page.locator("[data-state=quarantined]");
  await row.getByText("From Bear", { exact: true }).waitFor(LONG);
  const letIn = row.getByRole("button", { name: "Let it in" });
  expect(await letIn.isDisabled()).toBe(true);
  await expectManners(page);
  await row.getByRole("button", { name: /^Listen to the message from Bear/ }).click();
  await expect.poll(() => letIn.isEnabled(), LONG).toBe(true);
  await letIn.click();
  await page.getByText("Mika answered").waitFor(LONG);
  expect(await page.locator("[data-state=quarantined]").count()).toBe(0);
  expect(complaints).toEqual([]);
});
