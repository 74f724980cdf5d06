/** From screen to screen, as somebody who is at home goes: what moves by itself once a screen is shown. */
import type { Page } from "playwright-core";
import { shiftsSoFar } from "./web-slow-page.ts";

const LONG = { timeout: 60_000 };
/** By then on a slow line what belongs to a screen has come. */
const SETTLED_MS = 1_500;

/** Buttons by their names, pressed one after the other; each shows another screen. */
const WALK = [
  ["Timeline", "Toys", "Library", "Settings"],
  ["Settings", "People"],
  ["Settings", "Safety"],
  ["Settings", "What is kept"],
  ["Settings", "Devices"],
  ["Settings", "Ways in"],
  ["Settings", "Change the lock"],
  ["Help"],
  ["Home"],
].flat();

/** Screen -> cumulative layout shift there, without what follows a press within half a second. */
export async function measureWalk(page: Page): Promise<ReadonlyMap<string, number>> {
  const moved = new Map<string, number>();
  let before = await shiftsSoFar(page);
  for (const name of WALK) {
    await page.getByRole("button", { name, exact: true }).first().click(LONG);
    await page.locator("main h1").first().waitFor(LONG);
    await page.waitForTimeout(SETTLED_MS);
    const now = await shiftsSoFar(page);
    moved.set(name, (moved.get(name) ?? 0) + now - before);
    before = now;
  }
  return moved;
}
