/**
 * Takes the pictures of README and guides, of the page as it is: `npm run pictures`. A family on the real processes, in the browser that the tests
 * use; what they say is spoken by the tests' voice. Phone and desk, light and dark.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { program } from "commander";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { openWholeBrowser } from "../support/browser.ts";
import { openHome, openSafety, openSetting } from "../support/page-doors.ts";
import { claimHub, findToy } from "../support/page-entry.ts";
import { RunningStack } from "../support/running-stack.ts";
import { speak } from "../support/speech.ts";

const FOLDER = fileURLToPath(new URL("../../docs/pictures", import.meta.url));
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1024, height: 720 };
const SCALE = 1.5;
/** Of one picture: a README is read on the way, too. */
const MOST_BYTES = 60_000;
/** A machine that does other things, too. */
const LONG = { timeout: 120_000 };
const PASSPHRASE = "four lanterns beside our kettle";

const button = (page: Page, name: string | RegExp) =>
  page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name });

async function openPhone(browser: Browser, address: string): Promise<Page> {
  const context: BrowserContext = await browser.newContext({
    viewport: PHONE,
    deviceScaleFactor: SCALE,
    locale: "en-GB",
  });
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

async function showWhoIsThere(page: Page): Promise<void> {
  const dialog = page.locator("dialog");
  await dialog.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await dialog.getByRole("button", { name: "It is me" }).click();
}

/** A guardian with a toy in reach. */
async function claimAll(page: Page, code: string): Promise<void> {
  await button(page, "Continue").waitFor(LONG);
  await shoot(page, "claim", "light");
  await claimHub(page, code, "Mum", PASSPHRASE);
  await button(page, "No, thanks").click(LONG);
  await findToy(page, "Bear", "Little Owl");
  await page.getByText("Its heart blinks. Press its blue hand.").waitFor(LONG);
  await shoot(page, "find-toy", "light");
  await button(page, "Blue hand").click();
  await page.getByText("Nothing here yet. Say good night?").waitFor(LONG);
}

async function invite(page: Page, name: string): Promise<string> {
  await openSetting(page, "People");
  await button(page, "Invite somebody").click();
  await page.getByRole("radio", { name: /A relative/ }).check();
  await page.getByRole("textbox", { name: "Their name" }).fill(name);
  await button(page, "Make the link").click();
  const link = page.getByRole("textbox", { name: "Link" });
  await page.locator("dialog").or(link).first().waitFor(LONG);
  if (await page.locator("dialog").isVisible()) await showWhoIsThere(page);
  await link.waitFor(LONG);
  await link.evaluate((element) => element.scrollIntoView({ block: "end" }));
  await shoot(page, "invite", "light");
  return link.inputValue();
}

interface Told {
  /** Under which names pictures are taken: while it records, and before it is sent. */
  readonly shot: readonly [recording: string, ready: string];
}

/** Speaks for as long as the voice goes on, and sends it. */
async function say(page: Page, record: string | RegExp, told?: Told): Promise<void> {
  await button(page, record).click();
  const stop = button(page, /^Stop/);
  await stop.waitFor(LONG);
  await page.waitForTimeout(4_000);
  if (told !== undefined) await shoot(page, told.shot[0], "light");
  await stop.click();
  const send = button(page, /^Send/);
  await send.waitFor(LONG);
  while (!(await send.isEnabled())) await page.waitForTimeout(200);
  if (told !== undefined) await shoot(page, told.shot[1], "light");
  await send.click();
}

async function playFamily(mum: Page, browser: Browser): Promise<Page> {
  const grandma = await openPhone(browser, await invite(mum, "Grandma"));
  await button(mum, "Done").click();
  await button(grandma, "Join").waitFor(LONG);
  await shoot(grandma, "join", "light");
  await button(grandma, "Join").click();
  await button(mum, "Let them in: Grandma").click(LONG);
  await showWhoIsThere(mum);
  await grandma.getByRole("heading", { name: "Post for Little Owl" }).waitFor(LONG);
  await openHome(mum);

  await say(mum, "Record");
  await mum.locator('li[data-state="on_toy"]').waitFor(LONG);
  await button(mum, "Blue hand").click();
  await mum.locator('li[data-state="played"]').waitFor(LONG);
  await button(mum, "Red hand").click();
  await mum.waitForTimeout(4_000);
  await button(mum, "Red hand").click();
  const answer = mum.locator("li.from-toy").first();
  await answer.waitFor(LONG);
  await answer.getByRole("button", { name: "Share what Little Owl said" }).click();
  await answer.getByRole("button", { name: "Share with Grandma" }).click(LONG);
  await answer.getByText("Shared with Grandma").waitFor(LONG);
  await answer.getByRole("button", { name: "Done" }).click();
  await say(grandma, "Record a message for Little Owl", { shot: ["relative-record", "relative-send"] });
  await grandma.getByText("Waiting for a guardian to listen").waitFor(LONG);
  await mum.locator('li[data-state="awaiting_approval"]').waitFor(LONG);
  return grandma;
}

/** What there is to know was seen: the picture is of an evening, not of a first day. */
async function acknowledgeAll(page: Page): Promise<void> {
  await openSafety(page);
  const seen = page.getByRole("button", { name: /^I have seen it: / });
  await seen.first().waitFor(LONG);
  while ((await seen.count()) > 0) {
    const before = await seen.count();
    await seen.first().click();
    while ((await seen.count()) === before) await page.waitForTimeout(100);
  }
  await button(page, "Back").click();
  await page.getByRole("heading", { name: "Post for Little Owl" }).waitFor(LONG);
  await page.evaluate(() => scrollTo({ top: 0 }));
}

/** Scrolls so that it stands there, as far from the top as said. */
async function bringTo(page: Page, part: string, top: number): Promise<void> {
  const place = page.locator(part).first();
  await place.waitFor(LONG);
  await place.evaluate(
    (element, from) => scrollTo({ top: scrollY + element.getBoundingClientRect().top - from }),
    top,
  );
}

type Scheme = "light" | "dark";

/** As it stands, under that name: with round corners and an edge, so that it is seen on any page. */
async function shoot(page: Page, name: string, colorScheme: Scheme): Promise<void> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.emulateMedia({ colorScheme });
  const png = (await page.screenshot()).toString("base64");
  const writer = await page.context().newPage();
  const webp = await writer.evaluate(encodeWebp, {
    png: `data:image/png;base64,${png}`,
    edge: colorScheme === "light" ? "#d9bfa8" : "#5b473a",
    mostBytes: MOST_BYTES,
  });
  await writer.close();
  const bytes = Buffer.from(webp.slice(webp.indexOf(",") + 1), "base64");
  if (bytes.length === 0) throw new Error(`${name} has more than ${MOST_BYTES} bytes`);
  await writeFile(`${FOLDER}/${name}.webp`, bytes);
}

interface Picture {
  readonly png: string;
  /** A colour. */
  readonly edge: string;
  readonly mostBytes: number;
}

/** Runs inside a page. @returns a data URL; empty where it cannot be that small */
async function encodeWebp({ png, edge, mostBytes }: Picture): Promise<string> {
  const image = new Image();
  image.src = png;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas");
  context.roundRect(1, 1, canvas.width - 2, canvas.height - 2, 32);
  context.save();
  context.clip();
  context.drawImage(image, 0, 0);
  context.restore();
  context.strokeStyle = edge;
  context.lineWidth = 2;
  context.stroke();
  // A screen full of words takes more bytes than one with a large button.
  const tries = [0.85, 0.75, 0.65, 0.55, 0.45, 0.35].map((quality) =>
    canvas.toDataURL("image/webp", quality),
  );
  return tries.find((url) => (url.length * 3) / 4 < mostBytes) ?? "";
}

program.description("takes the pictures of docs/pictures anew, from the page as it was built").parse();
const voice = await speak("Good night, little owl. The moon is looking in at your window. Sleep well.", {
  rate: 48_000,
});
await using stack = await RunningStack.start();
const browser = await openWholeBrowser(voice);
try {
  await mkdir(FOLDER, { recursive: true });
  const mum = await openPhone(browser, stack.address);
  await claimAll(mum, stack.claimCode);
  const grandma = await playFamily(mum, browser);
  await acknowledgeAll(mum);
  await shoot(mum, "home", "dark");
  await grandma.evaluate(() => scrollTo({ top: 0 }));
  await shoot(grandma, "relative", "light");

  await mum.setViewportSize(DESK);
  await button(mum, "Timeline").click();
  await button(mum, /^Picture of the day/)
    .first()
    .click(LONG);
  await bringTo(mum, ".ribbon", 160);
  await shoot(mum, "timeline", "light");
  await button(mum, "Toys").click();
  await bringTo(mum, ".signal-chart", 480);
  await shoot(mum, "toys", "dark");
  await openSafety(mum);
  await bringTo(mum, ".safety-ring", 140);
  await shoot(mum, "safety", "light");

  await mum.setViewportSize(PHONE);
  await openHome(mum);
  await button(mum, "Record").click();
  await button(mum, /^Stop/).waitFor(LONG);
  await mum.waitForTimeout(3_000);
  await shoot(mum, "record", "light");
  await button(mum, "Discard").click();

  await button(mum, "Settings").click(LONG);
  await mum.getByRole("heading", { name: "Settings" }).waitFor(LONG);
  await shoot(mum, "settings", "light");
  await openSetting(mum, "Ways in");
  await mum.getByRole("heading", { name: "Recovery sheets" }).waitFor(LONG);
  await shoot(mum, "ways-in", "light");
} finally {
  await browser.close();
}
