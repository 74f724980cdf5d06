import type { Page } from "playwright-core";

const LONG = { timeout: 90_000 };

/** Waits until a recording has run that long. A busy machine's page may leave out the very second. */
export const untilRecorded = (page: Page, seconds: number): Promise<void> =>
  page.locator(".ring .elapsed", { hasText: new RegExp(`0:(?:0[${seconds}-9]|[1-4]\\d)`) }).waitFor(LONG);
