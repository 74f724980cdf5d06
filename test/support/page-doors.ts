import type { Page } from "playwright-core";

/** To a screen, or an act, that lies under Settings, from wherever the menu is shown. */
export async function openSetting(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Settings", exact: true }).click({ timeout: 90_000 });
  await page.getByRole("main").getByRole("button", { name, exact: true }).click({ timeout: 90_000 });
}

/** To what there is to know, whatever its light says. */
export const openSafety = (page: Page): Promise<void> =>
  page.getByRole("button", { name: /^Safety / }).click({ timeout: 90_000 });

export const openHome = (page: Page): Promise<void> =>
  page.getByRole("button", { name: "Home", exact: true }).click({ timeout: 90_000 });
