/** Keys pressed while a timeline of thousands of messages is scrolled to its end, in a browser four times slower than this machine. */
import { join } from "node:path";
import type { CDPSession, Page } from "playwright-core";
import { randomId } from "../support/guardian.ts";
import { seedMessages } from "./seed-messages.ts";
import { WebVisit } from "./web-visit.ts";

const LONG = { timeout: 90_000 };
const LONGEST_MS = 600_000;
const STEP_PX = 1_500;

export interface MeasuredScrolling {
  /** From a key to the page hearing of it, ms. */
  readonly delaysMs: readonly number[];
  /** The same on an empty page. */
  readonly bareMs: readonly number[];
  readonly shown: number;
}

export async function measureScrolling(messages: number): Promise<MeasuredScrolling> {
  await using visit = await WebVisit.open({ only: ["hub"] });
  await visit.stack.stop("hub");
  const family = { author: visit.guardian.info.person.id, child: randomId(), toy: randomId() };
  await seedMessages(join(visit.stack.dataFolder, "hub"), messages, family);
  await visit.stack.begin("hub");
  const context = await visit.browser.newContext({ viewport: { width: 390, height: 844 } });
  const bare = await context.newPage();
  await slowDown(await context.newCDPSession(bare));
  const bareMs = await pressAndScroll(bare, async (pressed) => pressed < 200);
  await bare.close();

  const page = await visit.signIn(context, "nav");
  await page.getByRole("button", { name: "Timeline" }).click(LONG);
  await page.locator(".lines > li").first().waitFor(LONG);
  await slowDown(await context.newCDPSession(page));
  const deadline = performance.now() + LONGEST_MS;
  // Looked for by the browser itself: a locator that reads the texts of ten thousand lines held the page's thread for longer than the page did.
  const isAtEnd = () => page.evaluate(() => document.querySelector(".end-of-list > p") !== null);
  const delaysMs = await pressAndScroll(page, async () => performance.now() < deadline && !(await isAtEnd()));
  return { delaysMs, bareMs, shown: await page.locator(".lines > li").count() };
}

const slowDown = (devtools: CDPSession) => devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });

async function pressAndScroll(
  page: Page,
  goesOn: (pressed: number) => Promise<boolean>,
): Promise<readonly number[]> {
  await page.evaluate(() => {
    const delays: number[] = [];
    Object.assign(globalThis, { delays });
    addEventListener("keydown", ({ timeStamp }) => delays.push(performance.now() - timeStamp));
  });
  for (let pressed = 0; await goesOn(pressed); pressed += 1) {
    await page.mouse.wheel(0, STEP_PX);
    await page.keyboard.press("Shift");
  }
  return page.evaluate(() => (globalThis as unknown as { delays: number[] }).delays);
}
