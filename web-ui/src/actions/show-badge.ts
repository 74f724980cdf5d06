import { effect } from "@preact/signals";
import type { Page } from "../page-state.ts";
import { tabTitle } from "../tab-title.ts";

/** How many messages have not reached the hub, on the page's tab and, where there is one, on its icon. A number tells nobody anything. */
export function showBadge(page: Page): () => void {
  const stop = effect(() => show(page.outbox.value.length));
  return () => {
    stop();
    show(0);
  };
}

function show(length: number): void {
  tabTitle.waiting.value = length;
  const said = length === 0 ? navigator.clearAppBadge?.() : navigator.setAppBadge?.(length);
  void said?.catch(() => undefined); // Not installed, or not wanted.
}
