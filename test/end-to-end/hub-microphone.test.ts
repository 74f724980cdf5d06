/** A page that may not record, and a household that named a microphone of the hub's: from its button to the toy, with the real arecord. */
import { readFile } from "node:fs/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseWav } from "../../hub/audio/wav.ts";
import { openBrowser } from "../support/browser.ts";
import { expectManners, PHONE } from "../support/expect-manners.ts";
import { takeFourPictures } from "../support/four-pictures.ts";
import { openHome } from "../support/page-doors.ts";
import { claimHub, findToy } from "../support/page-entry.ts";
import { untilRecorded } from "../support/recorded-seconds.ts";
import { RunningStack } from "../support/running-stack.ts";
import { makeSoundCard, recordersOf, type SoundCard } from "../support/sound-card.ts";
import { speak } from "../support/speech.ts";
import { toyHands } from "../support/toy-hands.ts";

const LONG = { timeout: 90_000 };
const PASSPHRASE = "four lanterns beside our kettle";

const owned = new AsyncDisposableStack();
let card: SoundCard;
let browser: Browser;
let context: BrowserContext;
let page: Page;

const button = (name: string | RegExp) =>
  page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name });
const heading = (name: string) => page.getByRole("heading", { name });

const picture = (name: string) => takeFourPictures(page, name);

beforeAll(async () => {
  card = owned.use(await makeSoundCard());
  const hub = { ...card.env, PAWPOST_MICROPHONE: card.lineDevice };
  const [stack, opened] = await Promise.all([
    RunningStack.start({ cheapHash: true, env: { hub } }),
    openBrowser(),
  ]);
  owned.use(stack);
  browser = opened;
  context = await browser.newContext({ viewport: PHONE });
  page = await context.newPage();
  await page.goto(stack.address);
  await claimHub(page, stack.claimCode, "Guardian", PASSPHRASE);
  await findToy(page, "Bear", "Child");
  await page.getByText("Its heart blinks. Press its blue hand.").waitFor(LONG);
  await toyHands(`${stack.runFolder.path}/toy.sock`).press("play");
  await button("Record").waitFor(LONG);
});

afterAll(async () => {
  await browser?.close();
  await owned.disposeAsync();
});

test("where the page has no microphone, the hub's is offered last, with what it hears", async () => {
  await button("Record").click(LONG);
  await page.getByText("There is no microphone here.").waitFor(LONG);
  const ways = await page.locator(".trouble button, .trouble label").allInnerTexts();
  expect(ways.map((way) => way.trim()).at(-1)).not.toBe("Choose a sound file");
  await page
    .getByText("It hears the room where the hub stands. Every guardian is told, each time.")
    .waitFor();
  expect(await recordersOf(card.lineDevice)).toEqual([]);
  await picture("hub-microphone-offered");
  await expectManners(page);
});

test("whoever would rather not show who they are is where they were", async () => {
  await button("Record with the hub’s microphone").click();
  await page.getByRole("dialog", { name: "Is it you?" }).waitFor(LONG);
  await button("Not now").click();
  await page.getByText("There is no microphone here.").waitFor(LONG);
  expect(await recordersOf(card.lineDevice)).toEqual([]);
});

test("what is said in the room is heard as it is said, stopped, reviewed and sent", async () => {
  const voice = await speak("Good night, little bear. Sleep well and dream of the sea.", { rate: 16_000 });
  const { samples } = parseWav(new Uint8Array(await readFile(voice)));
  await button("Record with the hub’s microphone").click();
  await page.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await button("It is me").click();
  void card.speak(samples);
  await untilRecorded(page, 2);
  await page.getByText("The microphone of the hub, in the room where it stands.").waitFor();
  expect(await recordersOf(card.lineDevice)).toHaveLength(1);
  await picture("hub-microphone-records");
  await expectManners(page);
  await button("Stop").click();
  await heading("Listen before you send").waitFor(LONG);
  await expect.poll(() => recordersOf(card.lineDevice)).toEqual([]);
  await button("Play as the bear").or(button("Pause")).and(page.locator(":enabled")).waitFor(LONG);
  await button("Send").click();
  await page.locator('[data-state^="on_toy"]').first().waitFor(LONG);
});

test("and every guardian is told", async () => {
  await page.getByText("You recorded with the hub’s own microphone").first().waitFor(LONG);
  await picture("hub-microphone-told");
});

test("something for the library is recorded with it as well", async () => {
  await button("Library").click(LONG);
  await button("Add something").click(LONG);
  await page.getByRole("textbox", { name: "Title" }).fill("Sea song");
  await page.getByRole("region", { name: "Add something" }).getByRole("button", { name: "Record" }).click();
  await page.getByText("There is no microphone here.").waitFor(LONG);
  await page
    .getByText("It hears the room where the hub stands. Every guardian is told, each time.")
    .waitFor();
  await picture("hub-microphone-for-the-library");
  await expectManners(page);
  // Well over the four seconds that the library takes at least, when a busy machine has lost its ends.
  const song =
    "Sleep, little bear, the sea is wide. The moon looks in, the waves say good night, and all the boats are home.";
  const voice = await speak(song, { rate: 16_000 });
  const { samples } = parseWav(new Uint8Array(await readFile(voice)));
  await button("Record with the hub’s microphone").click();
  await page.getByText("The microphone of the hub, in the room where it stands.").waitFor(LONG);
  expect(await recordersOf(card.lineDevice)).toHaveLength(1);
  await card.speak(samples);
  await button("Stop").click();
  await expect.poll(() => recordersOf(card.lineDevice)).toEqual([]);
  await button(/^Hear it as the toy/).waitFor(LONG);
  await button("Keep it").click(LONG);
  await page.locator(".message", { hasText: "Sea song" }).waitFor(LONG);
  await openHome(page);
});

test("a page that goes away in the middle of it takes the microphone with it; what was said is there", async () => {
  await button("Record").click();
  await button("Record with the hub’s microphone").click();
  void card.speak(card.known);
  await untilRecorded(page, 3);
  await page.reload();
  await expect.poll(() => recordersOf(card.lineDevice)).toEqual([]);
  await page
    .getByText(/^The recording for Child was broken off .* What is kept: (?:[2-9]|[1-4]\d) seconds\.$/)
    .waitFor(LONG);
});
