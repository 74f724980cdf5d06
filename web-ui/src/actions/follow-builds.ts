/** The page and its builds: kept here so that it opens without the hub, and exchanged for a newer one when that costs nobody anything. */
import { effect } from "@preact/signals";
import type { Page } from "../page-state.ts";

/** No page asks more often by itself. */
const EVERY_MS = 3_600_000;

/** @param now Unix ms */
export function followBuilds(page: Page, now: () => number): void {
  let askedAt = Number.NEGATIVE_INFINITY;
  const look = (isUrgent: boolean) => {
    if (!isUrgent && now() - askedAt < EVERY_MS) return;
    askedAt = now();
    void page.shell.look();
  };
  page.shell.onNewer(() => {
    page.isNewerThere.value = true;
    // Nobody is in yet, and perhaps nobody can be before the page is as new as the hub.
    const { kind } = page.phase.value;
    if (kind === "opening" || kind === "unreachable") void loadNewer(page);
  });
  // It says what this page does not understand: it may be newer.
  page.client.whenStrange(() => look(true));
  let wasAway = false;
  effect(() => {
    const isAway = page.connection.value.kind === "lost";
    // It may have been away to become newer.
    if (wasAway && !isAway) look(true);
    wasAway = isAway;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") look(false);
  });
}

/** Never under the hands of somebody who speaks, or listens to what they said. */
export async function loadNewer(page: Page): Promise<void> {
  if (page.atStake.value === 0) await page.shell.load();
}
