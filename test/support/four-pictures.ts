import type { Page } from "playwright-core";
import { PHONE } from "./expect-manners.ts";

const SIZES = { phone: PHONE, desktop: { width: 1280, height: 900 } };

/** For who wants to look: phone and desktop, light and dark, into the folder that `PAWPOST_PICTURES` names; without it none. */
export async function takeFourPictures(page: Page, name: string): Promise<void> {
  const folder = process.env.PAWPOST_PICTURES;
  if (folder === undefined) return;
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      await page.screenshot({ path: `${folder}/${name}-${size}-${colorScheme}.png` });
    }
  }
  await page.setViewportSize(PHONE);
  await page.emulateMedia({ colorScheme: "light" });
}
