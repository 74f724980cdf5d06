import type { Page } from "playwright-core";
import { expect } from "vitest";
import { findFaintWords, findSmallTargets, findUnnamedControls } from "./page-manners.ts";

export const PHONE = { width: 390, height: 844 };

/** What a page owes everybody, as it stands: contrast in both themes, names, sizes, and no sideways scroll with large letters. */
export async function expectManners(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await page.evaluate(findFaintWords)).toEqual([]);
  }
  expect(findUnnamedControls(await page.locator("body").ariaSnapshot())).toEqual([]);
  await page.setViewportSize({ width: 320, height: 640 });
  for (const letters of ["", "200%"]) {
    await page.evaluate((size) => {
      document.documentElement.style.fontSize = size;
    }, letters);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    expect(await page.evaluate(findSmallTargets)).toEqual([]);
  }
  await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
  await page.setViewportSize(PHONE);
  await page.emulateMedia({ colorScheme: "light" });
}
