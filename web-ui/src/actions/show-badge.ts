import { effect } from "@preact/signals";
import type { Page } from "../page-state.ts";
import { words } from "../words.ts";

/** How many messages have not reached the hub, on the page's tab and, where there is one, on its icon. A number tells nobody anything. */
export function showBadge(page: Page): () => void {
  const stop = effect(() => show(page.outbox.value.length));
  return () => {
    stop();
    show(0);
  };
}

function show(length: number): void {
  document.title = length === 0 ? words.product : words.offline.title(String(length), words.product);
  const said = length === 0 ? navigator.clearAppBadge?.() : navigator.setAppBadge?.(length);
  void said?.catch(() => undefined); // Not installed, or not wanted.
}
