import { browserTimer } from "../hub/browser-timer.ts";
import type { Page } from "../page-state.ts";
import { keepCheckingLedger } from "./check-ledger.ts";
import { followHouse } from "./follow-house.ts";
import { keepLastView } from "./open-by-last-view.ts";
import { resumeParcels } from "./outbox.ts";
import { keepFollowingPost } from "./post.ts";
import { showBadge } from "./show-badge.ts";

/** As long as somebody is signed in: keeps the page and what opens it without the hub, sends what could not be sent, and follows what is theirs to see. */
export function keepUp(page: Page, kind: "inside" | "relative", signal: AbortSignal): void {
  void page.shell.keep();
  for (const stop of [keepLastView(page, () => Date.now()), showBadge(page)])
    signal.addEventListener("abort", stop);
  void resumeParcels(page);
  if (kind === "relative") return void keepFollowingPost(page, signal);
  void followHouse(page, signal);
  void keepCheckingLedger(page, browserTimer, signal);
}
